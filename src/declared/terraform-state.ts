import { readState } from '../documents/terraform/state.ts'
import type { DeclaredReader } from './index.ts'

/** Terraform and OpenTofu state, format 4: what was recorded at the last apply is what is declared. */
const reader: DeclaredReader = {
  async *read(documents) {
    for (const { file } of documents) yield* readState(file)
  },
}
export default reader
