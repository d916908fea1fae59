import { InputError } from '../../model/errors.ts'
import { own } from '../../model/json.ts'
import { names, type Family, type ParameterFile, type StackRecord, type StackResources, type Template } from './family.ts'

/** A stack as its documents tell it together. */
export interface PairedStack {
  template: Template
  stackResources?: StackResources
  stack?: StackRecord
  parameterFile?: ParameterFile
  /** Where only its parent says it. */
  stackId?: string
}

export function stackIdOf({ stackResources, stack, stackId }: PairedStack): string | undefined {
  return stackResources?.stackId ?? stack?.id ?? stackId
}

export interface Pairing {
  paired: PairedStack[]
  /** Stack resources that no template declares. */
  withoutTemplate: StackResources[]
  unusedParameterFiles: ParameterFile[]
  /** One for each stack whose template cannot be told. */
  errors: InputError[]
}

/**
 * Which template was deployed as which stack: a folder of their own, then the stack's name in the template's file name,
 * then the logical ids. A template may have made several stacks; a stack has one template, or an error.
 */
export function pairFamily(family: Family): Pairing {
  const chosen = new Map<StackResources, Template>()
  const errors: InputError[] = []
  const { templates } = family
  for (const template of templates) {
    const [deployment, ...more] = family.deployments.filter(({ file }) => file === template.file)
    if (deployment !== undefined && more.length === 0) template.deployment = deployment
  }
  const stackResources = distinct(family.stackResources)
  for (const group of stackResources) {
    const template = inOwnFolder(group, family) ?? byName(group, templates)
    if (template !== undefined) chosen.set(group, template)
  }
  const open = stackResources.filter((group) => !chosen.has(group))
  const candidates = new Map(open.map((group) => [group, agreeing(group, templates)]))
  const certain = new Set(chosen.values())
  for (const list of candidates.values()) if (list[0] !== undefined && list.length === 1) certain.add(list[0])
  for (const [group, list] of candidates) {
    const left = list.length > 1 ? list.filter((template) => !certain.has(template)) : list
    if (left[0] !== undefined && left.length === 1) chosen.set(group, left[0])
    else if (list.length > 1) errors.push(ambiguous(group, left.length > 1 ? left : list))
  }
  const inDoubt = new Set(errors.length === 0 ? [] : [...candidates.values()].filter((list) => list.length > 1).flat())
  const paired: PairedStack[] = []
  for (const [group, template] of chosen) paired.push({ template, stackResources: group })
  const used = new Set(chosen.values())
  for (const template of templates) if (!used.has(template) && !inDoubt.has(template)) paired.push({ template })
  const unusedParameterFiles = withParameters(paired, family)
  return {
    paired: paired.map((pair) => withStack(pair, family)),
    withoutTemplate: stackResources.filter(
      (group) => group.resources.size > 0 && !chosen.has(group) && (candidates.get(group)?.length ?? 0) === 0,
    ),
    errors,
    unusedParameterFiles,
  }
}

/** Without the lists that name no stack and repeat one that does: both commands were saved for the same stack. */
function distinct(groups: readonly StackResources[]): StackResources[] {
  const named = groups.filter(({ stackName }) => stackName !== undefined)
  const repeats = (group: StackResources) =>
    group.stackName === undefined &&
    named.some((other) => [...group.resources].every(([id, { physicalId }]) => other.resources.get(id)?.physicalId === physicalId))
  return groups.filter((group) => group.resources.size === 0 || !repeats(group))
}

function inOwnFolder(group: StackResources, { templates, stackResources }: Family): Template | undefined {
  const [template, ...more] = templates.filter(({ folder }) => folder === group.folder)
  const alone = more.length === 0 && stackResources.filter(({ folder }) => folder === group.folder).length === 1
  return alone && template !== undefined && overlap(group, template) > 0 ? template : undefined
}

function byName(group: StackResources, templates: readonly Template[]): Template | undefined {
  const name = group.stackName ?? group.label
  if (name === '') return undefined
  const [deployed, ...others] = templates.filter(({ deployment }) => deployment?.stackName === name)
  if (deployed !== undefined && others.length === 0 && overlap(group, deployed) > 0) return deployed
  const exact = templates.filter(({ label }) => label === name || (group.label !== '' && label === group.label))
  const fitting = exact.length > 0 ? exact : templates.filter(({ label }) => names(label, name))
  const [template, ...more] = fitting.filter((candidate) => overlap(group, candidate) > 0)
  return more.length === 0 ? template : undefined
}

/** The templates that could have made the stack: those that agree in every logical id, else those that share most. */
function agreeing(group: StackResources, templates: readonly Template[]): Template[] {
  const whole = templates.filter((template) => agrees(group, template))
  if (whole.length > 0) return whole
  const shares = templates.map((template) => overlap(group, template))
  const most = Math.max(0, ...shares)
  return most === 0 ? [] : templates.filter((_, at) => shares[at] === most)
}

function agrees(group: StackResources, template: Template): boolean {
  for (const [id, { type }] of group.resources) if (!isOfType(template, id, type)) return false
  for (const [id, resource] of template.resources) {
    if (!group.resources.has(id) && own(resource, 'Condition') === undefined) return false
  }
  return group.resources.size > 0
}

/** Whether a template declares a resource of a stack. Of SAM's own types other ones are made, under the same logical id. */
function isOfType({ resources, looped = [] }: Template, id: string, type: string): boolean {
  const declared = own(resources.get(id), 'Type')
  if (declared === undefined) return looped.some((one) => one.type === type && one.id.test(id))
  return declared === type || (typeof declared === 'string' && declared.startsWith('AWS::Serverless::'))
}

/** Share of the logical ids, with their types, that both have: 0 to 1. */
function overlap(group: StackResources, template: Template): number {
  let both = 0
  for (const [id, { type }] of group.resources) if (isOfType(template, id, type)) both += 1
  return both / Math.max(1, group.resources.size + template.resources.size - both)
}

/** What `describe-stacks` says of the stack: by id or name, else what alone lies beside or is called alike. */
function withStack(pair: PairedStack, { stacks, templates, stackResources }: Family): PairedStack {
  const { stackId, stackName = pair.template.deployment?.stackName } = pair.stackResources ?? {}
  const named = stacks.filter(({ id, name }) => (stackId !== undefined && id !== undefined ? id === stackId : name === stackName))
  const documents = [pair.stackResources, pair.template].filter((document) => document !== undefined)
  const nameless = stackId === undefined && stackName === undefined
  const alike = stacks.filter(({ name, label }) => documents.some((one) => names(one.label, name) || (label !== '' && one.label === label)))
  const beside = stacks.filter(({ folder }) => documents.every((one) => one.folder === folder))
  const crowded = templates.filter(({ folder }) => folder === pair.template.folder).length > 1
  const guess =
    alike.length === 1
      ? alike
      : !crowded && beside.length === 1
        ? beside
        : templates.length === 1 && stackResources.length <= 1
          ? stacks
          : []
  const found = named.length > 0 ? named : nameless ? guess : []
  const [stack] = found
  return stack !== undefined && found.length === 1 ? { ...pair, stack } : pair
}

/** Gives each parameters file to the templates it is meant for: folder, name, or the only one that knows its parameters. */
function withParameters(paired: PairedStack[], family: Family): ParameterFile[] {
  const unused: ParameterFile[] = []
  for (const file of family.parameterFiles) {
    const knows = paired.filter(({ template }) =>
      [...file.values.keys()].some((name) => own(own(template.document, 'Parameters'), name) !== undefined),
    )
    const sameName = knows.filter(
      ({ template, stackResources }) => file.label !== '' && (template.label === file.label || stackResources?.stackName === file.label),
    )
    const sameFolder = knows.filter(({ template }) => template.folder === file.folder)
    const besideStack = knows.filter(({ stackResources }) => stackResources?.folder === file.folder)
    const found = [sameName, besideStack, sameFolder, knows].find((list) => list.length > 0) ?? []
    const [only] = found
    if (only === undefined || (found.length > 1 && new Set(found.map(({ template }) => template)).size > 1)) unused.push(file)
    else for (const pair of found) pair.parameterFile ??= file
  }
  return unused
}

function ambiguous(group: StackResources, templates: readonly Template[]): InputError {
  const stack = group.stackName ?? group.file
  return new InputError('stack-pairing', {
    message: `${templates.map(({ file }) => file).join(', ')} fit the stack ${JSON.stringify(stack)} equally well: which of them it was made from cannot be told.`,
    hint: "Put each stack's documents into a folder of their own, or the stack's name into the template's file name.",
    at: { file: group.file },
  })
}
