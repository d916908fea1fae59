import type { ScanReport } from '../../model/generated/report.ts'
import { groupBy, nameOf, resourceKey } from '../order.ts'
import { safeText } from '../safe-text.ts'
import { counted, pathText, redacted, valueText } from '../words.ts'
import { hang, type Frame } from './layout.ts'

/** Resources whose values are written out; the rest is counted. */
const listed = 200

/** Live values that nobody declared and of which nobody knows who set them: by resource, with path and value. */
export function unknownValues({ unknown = [] }: ScanReport, frame: Frame): string[] {
  const groups = [...groupBy(unknown, ({ resource }) => resourceKey(resource)).values()]
  const lines = groups.slice(0, listed).flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const name = `${safeText(nameOf(first.resource), 160)}  ${safeText(first.resource.kind, 80)}`
    return [
      ...hang({ before: '', word: '', after: '' }, name, '', frame),
      ...group.flatMap(({ path, value, sensitive }) =>
        hang({ before: '  ? ', word: '', after: '' }, `${pathText(path)}  ${sensitive === true ? redacted : valueText(value)}`, '', frame),
      ),
    ]
  })
  const rest = groups.slice(listed)
  if (rest.length === 0) return lines
  const values = rest.reduce((sum, group) => sum + group.length, 0)
  return [...lines, `... ${counted(rest.length, 'more resource')} with ${counted(values, 'value')}, use --format json`]
}
