import { createHash } from 'node:crypto'

/** The name of a stack of layers. https://github.com/opencontainers/image-spec/blob/main/config.md#layer-chainid */
export function chainId(diffIds: readonly string[]): string {
  return diffIds.reduce((chain, diffId) => `sha256:${createHash('sha256').update(`${chain} ${diffId}`).digest('hex')}`)
}
