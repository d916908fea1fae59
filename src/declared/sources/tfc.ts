import { InputError } from '../../model/errors.ts'
import { own, textOf, type Json } from '../../model/json.ts'
import { answerDocument } from './answer-document.ts'
import { cloudAddress, type CloudAddress } from './cloud-address.ts'
import { cloudToken, tokenVariable } from './cloud-token.ts'
import { emptyState, statusError } from './http-errors.ts'
import { shownUrl } from './shown-url.ts'
import type { SourceContext, StateSource } from './source.ts'
import { get, isLoopback, type Answer } from './transport.ts'
import type { InputFile } from '../../documents/input-file.ts'

/** `tfc:ORG/WORKSPACE`: the current state of a workspace of HCP Terraform or Terraform Enterprise. */
const source: StateSource = {
  async *open(text, context) {
    const address = cloudAddress(text)
    if (address === undefined || address.host === '') {
      throw new InputError('source-address', {
        message: `${text} names no workspace.`,
        hint: 'Write tfc:ORG/WORKSPACE, or tfc:HOST/ORG/WORKSPACE for Terraform Enterprise.',
      })
    }
    yield await currentState(text, address, context)
  },
}
export default source

/** https://developer.hashicorp.com/terraform/cloud-docs/api-docs/state-versions */
async function currentState(shown: string, { host, organization, workspace }: CloudAddress, context: SourceContext): Promise<InputFile> {
  const root = new URL(`https://${host}/`)
  // Only a server on this machine speaks without TLS.
  if (isLoopback(root)) root.protocol = 'http:'
  const token = cloudToken(root.hostname, context.env)
  const hint = `Set ${tokenVariable(root.hostname)}, or run \`terraform login ${host}\`; the token needs to read state versions.`
  const ask = async (path: string): Promise<Json> => {
    const answer = await get({ url: new URL(path, root), headers: bearer(token) }, context)
    return jsonOf(answer, shown, hint)
  }
  const found = await ask(`/api/v2/organizations/${organization}/workspaces/${workspace}`)
  const id = textOf(own(own(found, 'data'), 'id'))
  const version = await ask(`/api/v2/workspaces/${encodeURIComponent(id)}/current-state-version`)
  const download = textOf(own(own(own(version, 'data'), 'attributes'), 'hosted-state-download-url'))
  if (download === '' || !URL.canParse(download, root.href)) throw emptyState(shown)
  return answerDocument(await downloaded(new URL(download, root), root, token, context), shown, hint)
}

/** The address of a download is its own permission; where it is not, only the service itself gets the token. */
async function downloaded(url: URL, root: URL, token: string | undefined, context: SourceContext): Promise<Answer> {
  if (url.origin === root.origin) return get({ url, headers: bearer(token) }, context)
  const answer = await get({ url, headers: {} }, context)
  if ((answer.status !== 401 && answer.status !== 403) || url.hostname !== root.hostname.replace(/^app\./, 'archivist.')) return answer
  answer.body.resume()
  return get({ url, headers: bearer(token) }, context)
}

function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}

/** An answer of the API is short; what is not is no such answer. */
async function jsonOf(answer: Answer, shown: string, hint: string): Promise<Json> {
  const { status, body, url } = answer
  if (status !== 200) {
    body.resume()
    // A workspace without a state answers 404 at its state, not at its name.
    if (status === 404 && url.pathname.endsWith('/current-state-version')) throw emptyState(shown)
    throw statusError(status, shown, hint)
  }
  let text = ''
  for await (const piece of body) {
    text += String(piece)
    if (text.length > 1_000_000) break
  }
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    throw new InputError('source-answer', {
      message: `${shownUrl(url.href)} does not answer as HCP Terraform does.`,
      hint: 'Check the host: tfc:HOST/ORG/WORKSPACE.',
      at: { file: shown },
    })
  }
}
