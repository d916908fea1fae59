import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

it('driftgate bake --from-sbom adds the packages that no database of the image names', async () => {
  const bill = {
    bomFormat: 'CycloneDX',
    components: [
      { type: 'library', purl: 'pkg:deb/debian/bash@1' },
      { type: 'library', purl: 'pkg:npm/left-pad@1.3.0' },
      { type: 'library', name: 'own' },
    ],
  }
  const status = 'Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5.2-1\n\n'
  const cwd = folder({
    'root/var/lib/dpkg/status': status,
    'root/var/lib/dpkg/info/bash.list': '/.\n',
    'bill.json': JSON.stringify(bill),
    'no.json': '{}',
  })
  execFileSync('tar', ['-cf', 'root.tar', '-C', 'root', '.'], { cwd })
  const argv = ['bake', 'tar:root.tar', '-o', 'out.baked.ndjson.gz', '--from-sbom']
  const { code, stderr } = await runCli([...argv, 'bill.json'], { cwd })
  const rows = gunzipSync(readFileSync(join(cwd, 'out.baked.ndjson.gz')))
    .toString()
    .split('\n')
    .slice(1)
  const packages = rows.filter((row) => row.includes('"k":"p"')).map((row) => JSON.parse(row) as { n: string; v: string })
  expect(packages.map(({ n, v }) => `${n} ${v}`)).toEqual(['bash 5.2-1', 'left-pad 1.3.0'])
  expect([code, stderr]).toEqual([0, expect.stringContaining('CycloneDX: 2 packages, 1 component without a purl')])
  expect((await runCli([...argv, 'no.json'], { cwd })).stderr).toContain('[sbom-unknown]')
})
