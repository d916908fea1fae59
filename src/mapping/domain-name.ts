/**
 * One spelling for a domain name: small letters, no root dot, what Route 53 writes as `\052` as it is.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
 */
export function canonicalDomain(name: string): string {
  return unescaped(name).replace(/\.$/, '').toLowerCase()
}

/** Octal escapes as the characters that they stand for. */
export function unescaped(text: string): string {
  return text.includes('\\')
    ? text.replaceAll(/\\([0-3][0-7]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
    : text
}
