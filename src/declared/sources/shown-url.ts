/** An address without what may be secret: user, password and the values of the query. */
export function shownUrl(text: string): string {
  if (!URL.canParse(text)) return text.replace(/\/\/[^/@]*@/, '//').replace(/[?#].*$/s, '')
  const url = new URL(text)
  const names = [...new Set(url.searchParams.keys())]
  return `${url.origin}${url.pathname}${names.length === 0 ? '' : `?${names.map((name) => `${name}=...`).join('&')}`}`
}
