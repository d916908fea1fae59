import type { HclBlock } from './hcl-scanner.ts'
import type { ModuleFolder, SourceFile } from './module-folder.ts'
import type { Range } from './line-index.ts'

/** What makes a file the main one of a stack, the strongest first. */
const signs: readonly ((block: HclBlock) => boolean)[] = [
  (block) => block.type === 'terraform' && block.body.blocks.some(({ type }) => type === 'backend' || type === 'cloud'),
  (block) => block.type === 'provider',
  (block) => block.type === 'terraform',
]

/** The block that declares a root's backend or provider, else the beginning of its first file. */
export function mainPlace(root: ModuleFolder): { file: SourceFile; range: Range } | undefined {
  for (const isSign of signs) {
    for (const file of root.files) {
      const block = file.body.blocks.find(isSign)
      if (block !== undefined) return { file, range: block.headerRange }
    }
  }
  const [file] = root.files
  return file === undefined ? undefined : { file, range: { start: 0, end: file.text.length } }
}
