import type { Tree } from '../contents/tree.ts'
import type { FileRow } from '../model/content.ts'
import { withoutSecretLines } from '../model/secret-text.ts'

/** Of longer configuration files no text is kept. Bytes. */
const longest = 8 * 1024

/** What is compared as accounts or keys, or is nothing but a secret. */
const hidden =
  /^\/etc\/(?:(?:passwd|shadow|group|gshadow|subuid|subgid)-?|ssh\/ssh_host_.*|ssl\/private\/.*|machine-id|krb5\.keytab|.*\.(?:key|pem|p12|pfx|jks|keytab|htpasswd))$/

/** Whether the text of a file is shown where it differs, so that who reads a stream of files keeps it. */
export function isShown(path: string): boolean {
  return path.startsWith('/etc/') && !hidden.test(path)
}

/** The same rows, small configuration files with their text (`tx`), secrets taken out. */
export async function* withTexts(batches: AsyncIterable<readonly FileRow[]>, tree: Tree): AsyncGenerator<readonly FileRow[]> {
  for await (const rows of batches) {
    for (const row of rows) {
      const { y, p, s = 0 } = row
      if (y !== undefined || s === 0 || s > longest || !isShown(p)) continue
      const bytes = await tree.read(p, longest)
      const text = bytes === undefined || bytes.includes(0) ? undefined : bytes.toString()
      // What is no UTF-8 is no text that could be shown.
      if (text !== undefined && !text.includes('\uFFFD')) row.tx = withoutSecretLines(text)
    }
    yield rows
  }
}
