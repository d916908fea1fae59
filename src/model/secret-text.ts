/** What looks like a secret wherever it stands: keys of AWS, GitHub and Slack, private keys, passwords in addresses. */
export const secretLook =
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)|\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bxox[abprs]-[A-Za-z0-9-]{10,}|(?<=:\/\/[^\s/:@]+:)[^\s/@]+(?=@)/g

const assigned =
  /^(.*?[\w.-]*(?:password|passwd|passphrase|secret|token|credential|(?:private|api|access)_?-?key)[\w.-]*["']?\s*[:= ]\s*).+$/i

/** A line of a key, of which the first line may be the same on both sides. */
const encoded = /^(\s*)[A-Za-z0-9+/=]{40,}\s*$/

/** A line of a configuration file without what is assigned to names of secrets, and without what looks like a line of a key. */
export function withoutSecretValue(line: string): string {
  return line.replace(assigned, '$1(sensitive)').replace(encoded, '$1(sensitive)')
}

/** A text without secrets, line by line: the same text gives the same, so that two can be compared without them. */
export function withoutSecretLines(text: string): string {
  return text.replace(secretLook, '(sensitive)').split('\n').map(withoutSecretValue).join('\n')
}
