import { gather } from '../gather.ts'

/** A setting of a unit file: section, name, value. */
export interface UnitSetting {
  section: string
  name: string
  value: string
}

/** Settings of a unit file, in order. https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html */
export function settingsOf(text: string): UnitSetting[] {
  const found: UnitSetting[] = []
  let section = ''
  let pending = ''
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim()
    // Comments may stand between the lines of one setting.
    if (/^[#;]/.test(trimmed)) continue
    if (trimmed.endsWith('\\')) {
      pending += `${trimmed.slice(0, -1)} `
      continue
    }
    const whole = (pending + trimmed).trim()
    pending = ''
    const heading = /^\[([^\]]*)\]$/.exec(whole)
    const equals = whole.indexOf('=')
    if (heading !== null) section = heading[1] ?? ''
    else if (equals > 0) found.push({ section, name: whole.slice(0, equals).trim(), value: whole.slice(equals + 1).trim() })
  }
  return found
}

/** What says what a unit runs, as whom, in which environment, and when. */
const telling =
  /^(?:Exec\w+|User|Group|Environment\w*|RootDirectory|RootImage|On[A-Z]\w*|Unit|Listen\w+|Accept|Service|Path\w+|DirectoryNotEmpty|What|Where|Type|Options)$/

/** What a unit runs and when, in one canonical text; empty where it runs nothing. An empty value takes back what stood before. */
export function runsOf(settings: readonly UnitSetting[]): string {
  const kept = new Map<string, string[]>()
  for (const { section, name, value } of settings) {
    if (!telling.test(name)) continue
    const key = `${section}.${name}`
    if (value === '') kept.delete(key)
    else gather(kept, key, value.replaceAll(/\s+/g, ' '))
  }
  const entries = [...kept].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return entries.length === 0 ? '' : JSON.stringify(entries)
}

/** Whether an administrator may switch the unit on and off. */
export function isInstallable(settings: readonly UnitSetting[]): boolean {
  return settings.some(({ section, name, value }) => section === 'Install' && name !== 'DefaultInstance' && value !== '')
}
