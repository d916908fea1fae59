import { engineEndpoint } from '../../contents/engine/endpoint.ts'
import { Engine } from '../../contents/engine/engine.ts'
import { readsAttributes } from '../../contents/walk/file-attributes.ts'
import { InputError } from '../../model/errors.ts'
import type { Diagnostic } from '../../model/generated/report.ts'
import { textIn } from '../../model/members.ts'
import type { LiveItem } from '../../model/resource.ts'
import type { LiveContext, NamedObserver, ProbeLine } from '../index.ts'
import { attributesNote } from '../machine/machine.ts'
import { containerKind, inspected, resourceOf, runningIds } from './containers.ts'
import { exportedContents } from './exported.ts'
import { procRootContents } from './proc-root.ts'

/**
 * `docker`: the containers that run in an engine; `docker:NAME`: one of them, also when it is stopped. Read from this machine's
 * own side where it is the engine's and we are root, else as the engine exports them. The engine is only read: nothing is run in
 * a container, nothing committed, nothing written.
 */
const observer: NamedObserver = {
  async *observe(argument, context) {
    const engine = new Engine(engineEndpoint(process.env), (operation) => context.called?.(operation))
    const once = new Set<string>()
    const note = (diagnostic: Diagnostic): void => {
      if (!once.has(diagnostic.code)) context.note(diagnostic)
      once.add(diagnostic.code)
    }
    const one = nameOf(argument)
    for (const name of one === undefined ? await runningIds(engine) : [one]) {
      if (context.signal?.aborted === true) yield [{ is: 'gap', kind: containerKind, reason: 'interrupted', physicalId: name }]
      else yield await itemsOf(engine, name, { ...context, note })
    }
  },

  async probe(argument, context) {
    const engine = new Engine(engineEndpoint(process.env))
    const version = textIn(await engine.document('SystemVersion', 'version'), 'Version') ?? 'unknown'
    const one = nameOf(argument)
    const names = one === undefined ? await runningIds(engine) : [one]
    const lines: ProbeLine[] = [{ name: 'engine', ok: true, detail: `${engine.endpoint.shown}, version ${version}` }]
    const [first] = names
    if (first === undefined) return [...lines, { name: 'containers', ok: true, detail: 'none runs' }]
    const found = await inspected(engine, first)
    if (found === undefined) throw notFound(first)
    lines.push({ name: 'containers', ok: true, detail: one === undefined ? `${names.length} run` : found.container.name })
    return [...lines, reachLine(procRootContents(found.container, context) !== undefined)]
  },
}
export default observer

function nameOf(argument: string | undefined): string | undefined {
  return argument === '' ? undefined : argument
}

async function itemsOf(engine: Engine, name: string, context: LiveContext): Promise<LiveItem[]> {
  const found = await inspected(engine, name)
  if (found === undefined) throw notFound(name)
  const { container, images } = found
  context.progress?.(`container ${container.name}`)
  const near = procRootContents(container, context)
  if (near === undefined) context.note(exportedNote)
  else if (!readsAttributes()) context.note(attributesNote)
  return [{ is: 'resource', resource: resourceOf(container, images, near ?? exportedContents(engine, container), 'docker') }]
}

function notFound(name: string): InputError {
  return new InputError('container-not-found', {
    message: `The engine has no container ${JSON.stringify(name)}.`,
    hint: '`docker ps --all` lists those that it has.',
  })
}

const exportedNote = {
  code: 'container-exported',
  level: 'note',
  message:
    'Containers were read as their engine exports them: volumes, file systems in memory, processes, listeners and extended attributes but capabilities are not in it.',
  hint: 'On the machine of the engine root reads more, and faster.',
} as const

function reachLine(isNear: boolean): ProbeLine {
  return isNear
    ? { name: 'reading', ok: true, detail: 'through the processes of containers on this machine' }
    : { name: 'reading', ok: true, detail: exportedNote.message, hint: exportedNote.hint }
}
