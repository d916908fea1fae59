import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { wholeTable, type KindFacts } from '../../src/mapping/data.ts'
import { spellingsOf } from '../../src/mapping/spellings.ts'

const says = (expression: string, declared: string, live: string): boolean =>
  (spellingsOf(expression)?.(declared) ?? []).some((form) => (typeof form === 'string' ? form === live : form.test(live)))

const key = '11111111-2222-3333-4444-555555555555'
const keyArn = '$join(["arn:.+?:kms:.+?:.+?:key\\/", KmsKeyId])'

describe('what the registry says of a property', () => {
  it.each([
    ["'custom:' & '' & Name", 'size', 'custom:size', 'custom:color'],
    ['$join(["Output:",Name])', 'out', 'Output:out', 'Output:other'],
    [keyArn, key, `arn:aws:kms:us-east-1:1:key/${key}`, 'arn:aws:kms:us-east-1:1:key/other'],
    ['$join([$string(EngineVersion), ".*"])', '19', '19.0.0.0.ru-2024', '190.1'],
    ['$join(["^", ViewArn, ":[0-9]*$"])', 'arn:aws:connect:view/v', 'arn:aws:connect:view/v:3', 'arn:aws:connect:view/w:3'],
    ['$split(FileSystemId, "/")[-1]', 'arn:aws:x:file-system/fs-1', 'fs-1', 'fs-2'],
    ['$substringAfter(GatewayId, "/") $OR GatewayId', 'arn:aws:dx-gateway/g-1', 'g-1', 'g-2'],
    ["$replace(PostgreSqlSettings.PluginName, '-', '_')", 'no-preference', 'no_preference', 'no_other'],
    ['StartingPositionTimestamp * 1000', '1700000000', '1700000000000', '1700000000'],
  ])('%s', (expression, declared, same, other) => {
    expect(says(expression, declared, same)).toBe(true)
    expect(says(expression, declared, other)).toBe(false)
  })

  it.each(['"vpc"', '"^[a-zA-Z0-9-]+$"', '$join([".*",ExtraConnectionAttributes,".*"])', 'A ? B : C', '$uppercase(Mode)'])(
    'says nothing by %s, which hangs on more or on nothing',
    (expression) => {
      expect(spellingsOf(expression)).toBeUndefined()
    },
  )

  it('never takes any value for any other', () => {
    const folder = new URL('../../data/aws/facts/', import.meta.url)
    const wrong = readdirSync(folder)
      .flatMap((file) => Object.entries(wholeTable<KindFacts>(`facts/${file}`)))
      .flatMap(([kind, { p = {} }]) => Object.entries(p).map(([path, expression]) => ({ at: `${kind} ${path}`, expression })))
      .filter(({ expression }) => says(expression, 'one', 'another') || says(expression, 'one', 'two') || says(expression, '', 'x'))
    expect(wrong).toEqual([])
  })
})
