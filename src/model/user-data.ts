import { createHash } from 'node:crypto'

/** What it is called, in CloudFormation and in Terraform. */
export const userDataNames: ReadonlySet<string> = new Set(['UserData', 'user_data', 'user_data_base64'])

/** User data that is kept as no more than what tells it from another: in a capture, since such scripts are full of secrets. */
const kept = /^sha256:([0-9a-f]{64}) sha1:([0-9a-f]{40})$/

/** The bytes that a text stands for, one character each: data that is no text (gzip) must not look alike. */
export function userDataBytes(text: string): string {
  const packed = text.replace(/\s+/g, '')
  if (packed.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(packed)) {
    const decoded = Buffer.from(packed, 'base64')
    if (decoded.toString('base64') === packed) return decoded.toString('latin1')
  }
  return bytesOf(text)
}

/** Each byte of a text as a character. */
export function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1')
}

/** What is kept of user data, in base64 or in clear: SHA-1 too, since old states have no more of it. What is kept so stays. */
export function userDataDigest(text: string): string {
  return kept.test(text) ? text : digestOf(userDataBytes(text))
}

function digestOf(bytes: string): string {
  const data = Buffer.from(bytes, 'latin1')
  return `sha256:${createHash('sha256').update(data).digest('hex')} sha1:${createHash('sha1').update(data).digest('hex')}`
}

/** The SHA-256 of what is only kept as a digest. */
export function keptDigest(text: string): string | undefined {
  return kept.exec(text)?.[1]
}

/** Whether a text, or its SHA-1, is what a digest was kept of; undefined where neither is a digest. */
export function isKeptUserData(a: string, b: string): boolean | undefined {
  const [digest, text] = kept.test(a) ? [a, b] : [b, a]
  const sha1 = kept.exec(digest)?.[2]
  return sha1 === undefined
    ? undefined
    : text === digest || text === sha1 || digestOf(userDataBytes(text)) === digest || digestOf(bytesOf(text)) === digest
}
