import { readShown } from '../documents/terraform/show.ts'
import type { DeclaredReader } from './index.ts'

/** `terraform show -json` of a state or a plan. */
const reader: DeclaredReader = {
  async *read(documents, { note }) {
    for (const { file } of documents) yield* readShown(file, note)
  },
}
export default reader
