import { readLayer, type Layer, type LayerOptions } from '../../../src/contents/tar/layer.ts'
import { Budget, usualLimits, type TarLimits } from '../../../src/contents/tar/limits.ts'
import { layOver } from '../../../src/contents/tar/merge.ts'
import type { Node } from '../../../src/contents/tar/node.ts'
import { fileRows } from '../../../src/contents/tar/rows.ts'
import type { FileRow } from '../../../src/model/content.ts'
import { inPieces, tarOf, type Member } from './archive-builder.ts'

/** Reads an archive as a layer. */
export function layerOf(
  bytes: Buffer,
  options: Partial<LayerOptions> = {},
  limits: Partial<TarLimits> = {},
  pieces?: number,
): Promise<Layer> {
  return readLayer(inPieces(bytes, pieces), {
    name: 'layer.tar',
    isLayer: true,
    wanted: () => false,
    budget: new Budget({ ...usualLimits, ...limits }),
    ...options,
  })
}

/** The files of an archive by their paths. */
export async function filesIn(bytes: Buffer, options: Partial<LayerOptions> = {}): Promise<Record<string, FileRow>> {
  return byPath((await layerOf(bytes, options)).root)
}

/** What is left of layers laid over each other, and the hard links that led nowhere. */
export async function merged(
  ...layers: readonly (readonly Member[])[]
): Promise<{ files: Record<string, FileRow>; lost: string[]; root: Node }> {
  const root: Node = { children: new Map() }
  const lost: string[] = []
  for (const members of layers) layOver(root, (await layerOf(tarOf(members))).root, (path) => void lost.push(path))
  return { files: byPath(root), lost, root }
}

export function byPath(root: Node): Record<string, FileRow> {
  return Object.fromEntries([...fileRows(root)].map((row) => [row.p, row]))
}
