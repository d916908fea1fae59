/** Where the signatures of a manifest lie: `web.baked.dsse.json` beside `web.baked.ndjson.gz`. */
export function envelopeBeside(file: string): string {
  return `${file.replace(/(?:\.(?:nd)?json)?(?:\.gz)?$/, '')}.dsse.json`
}
