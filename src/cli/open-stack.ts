import { UsageError } from '../model/errors.ts'
import type { DeclaredBatch } from '../model/resource.ts'
import { openSources, type OpenedSources } from '../sources.ts'
import type { Stack } from './stack.ts'

/** Opens what a stack names. Declarations that hold no resource at all are an error, never a clean scan. */
export async function openStack(
  stack: Stack,
  env: Readonly<Record<string, string | undefined>>,
  progress?: (text: string) => void,
): Promise<OpenedSources> {
  const { declared, baked, live, asDeployed, deployedAt, account, region, allowHttp = false, providerSchemas = [] } = stack
  const names = {
    declared,
    baked,
    live,
    env,
    allowHttp,
    providerSchemas,
    now: () => Date.now(),
    ...(asDeployed === undefined ? {} : { asDeployed }),
    ...(deployedAt === undefined ? {} : { deployedAt }),
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
  }
  const opened = await openSources(names, progress)
  return { ...opened, declared: atLeastOne(opened.declared, opened.took.declared) }
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
