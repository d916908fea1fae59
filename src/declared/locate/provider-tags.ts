import { literalKeyPlace, type PlacedRange } from './attribute-place.ts'
import type { ModuleFolder, PlacedBlock } from './module-folder.ts'

/**
 * The literal key in the `default_tags` of the provider that a resource uses.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs#default_tags-configuration-block
 */
export function defaultTagPlace(root: ModuleFolder, type: string, resource: readonly PlacedBlock[], key: string): PlacedRange | undefined {
  const [name = '', alias] = providerOf(type, resource).split('.')
  for (const provider of root.blocks.get(`provider.${name}`) ?? []) {
    if (aliasOf(provider) !== alias) continue
    const tags = provider.block.body.blocks
      .filter((block) => block.type === 'default_tags')
      .map((block) => ({ file: provider.file, block }))
    const found = literalKeyPlace(tags, 'tags', key)
    if (found !== undefined) return found
  }
  return undefined
}

/** `aws.west` as the block says it, else the type's first word. */
function providerOf(type: string, resource: readonly PlacedBlock[]): string {
  for (const { file, block } of resource.toReversed()) {
    const attribute = block.body.attributes.findLast(({ name }) => name === 'provider')
    if (attribute !== undefined) return file.expression(attribute)
  }
  return type.split('_', 1)[0] ?? type
}

function aliasOf({ file, block }: PlacedBlock): string | undefined {
  const attribute = block.body.attributes.findLast(({ name }) => name === 'alias')
  return attribute === undefined ? undefined : file.literal(attribute)
}
