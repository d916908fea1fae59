/** One reading of a folder in a process of its own: `bake` hashes all, `check` looks and then hashes all, `look` only looks. */
import { folderContents } from '../dist/contents/walk/folder-contents.js'

const [, , what, root] = process.argv
const reading = { method: 'rootfs', trust: 'host', isCtimeStable: true }
const contents = folderContents({ root, mounts: [], isBaked: what === 'bake', reading })
let [rows, hashed] = [0, 0]
for await (const batch of contents.rows()) {
  rows += batch.length
  const files = batch.filter((row) => row.y === undefined)
  if (what === 'bake') hashed += files.filter((row) => row.h !== undefined).length
  if (what === 'check') hashed += (await contents.hashes(files)).filter((hash) => hash !== undefined).length
}
process.stdout.write(JSON.stringify({ rows, hashed, skipped: contents.reading.skipped.length }))
