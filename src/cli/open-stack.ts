import { UsageError } from '../model/errors.ts'
import type { DeclaredBatch } from '../model/resource.ts'
import type { Entry, LiveContext, LiveScope } from '../live/index.ts'
import { openSources, type OpenedSources, type ReadWatcher, type SourceNames } from '../sources.ts'
import { onlyOne, type Stack, type WrittenEntry } from './stack.ts'

/** Opens what a stack names. Declarations that hold no resource at all are an error, never a clean scan. */
export async function openStack(
  stack: Stack,
  env: Readonly<Record<string, string | undefined>>,
  watcher?: ReadWatcher,
  governed: Pick<SourceNames, 'wantsKind' | 'wantsPlace'> = {},
  signal?: AbortSignal,
): Promise<OpenedSources> {
  const { declared, baked, live, asDeployed, deployedAt, unmanaged, includeMedium = false, allowHttp = false, providerSchemas = [] } = stack
  const names = {
    declared,
    baked,
    live,
    env,
    includeMedium,
    allowHttp,
    providerSchemas,
    ...(stack.verifyKeys === undefined ? {} : { verifyKeys: stack.verifyKeys }),
    ...(stack.verified === undefined ? {} : { verified: (await import('./verified.ts')).verifiedKinds(stack.verified) }),
    now: () => Date.now(),
    ...governed,
    ...(asDeployed === undefined ? {} : { asDeployed }),
    ...(deployedAt === undefined ? {} : { deployedAt }),
    ...(unmanaged === undefined ? {} : { unmanaged }),
    ...(await placesOf(stack)),
  }
  const opened = await openSources(names, watcher, signal)
  // Machines need no declaration: they are held against their images.
  return stack.declared.length === 0 ? opened : { ...opened, declared: atLeastOne(opened.declared, opened.took.declared) }
}

/** Of which account and region documents are that name none, and which are read. Reads the list of accounts. */
export async function placesOf({ accounts, regions, entry }: Stack): Promise<Places> {
  const asked = onlyOne(accounts)
  const region = onlyOne(regions)
  const checked = entry === undefined || Object.keys(entry).length === 0 ? undefined : await checkedEntry(entry)
  const named = Array.isArray(checked?.accounts) ? checked.accounts.find(({ name }) => name === asked)?.id : undefined
  const account = named ?? asked
  return {
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    ...(accounts === undefined ? {} : { accounts }),
    ...(regions === undefined ? {} : { regions }),
    ...(checked === undefined ? {} : { entry: checked }),
  }
}

/** The same as what observers are told when they are asked without a scan. */
export async function livePlacesOf(stack: Stack): Promise<Pick<LiveContext, 'account' | 'region' | 'entry'> & { scope: LiveScope }> {
  const { accounts, regions, ...places } = await placesOf(stack)
  return { ...places, scope: { ...(accounts === undefined ? {} : { accounts }), ...(regions === undefined ? {} : { regions }) } }
}

type Places = Pick<SourceNames, 'account' | 'region' | 'accounts' | 'regions' | 'entry'>

async function checkedEntry(entry: WrittenEntry): Promise<Entry> {
  return (await import('./account-entry.ts')).checkedEntry(entry)
}

async function* atLeastOne(batches: AsyncIterable<DeclaredBatch>, took: readonly string[]): AsyncGenerator<DeclaredBatch> {
  let count = 0
  for await (const batch of batches) {
    count += batch.resources.length
    yield batch
  }
  if (count > 0) return
  throw new UsageError('declared-empty', {
    message: took.length === 0 ? 'No state or template was found: only configuration.' : `No resource is declared in ${took.join(', ')}.`,
    hint: 'Give the state: terraform.tfstate, or the output of `terraform show -json` where it is kept elsewhere.',
  })
}
