import { InputError } from '../../model/errors.ts'
import { answerDocument } from './answer-document.ts'
import { credentialsHint, httpHeaders } from './http-credentials.ts'
import { shownUrl } from './shown-url.ts'
import type { StateSource } from './source.ts'
import { get } from './transport.ts'

/** `https://...`: the state that an HTTP backend, GitLab for instance, answers a GET with. */
const source: StateSource = {
  async *open(address, context) {
    const shown = shownUrl(address)
    if (!URL.canParse(address)) {
      throw new InputError('source-address', {
        message: `${shown} is no address.`,
        hint: 'Give it as https://HOST/PATH, as the backend configuration has it.',
      })
    }
    const url = new URL(address)
    const headers = httpHeaders(url, context.env)
    url.username = ''
    url.password = ''
    url.hash = ''
    yield await answerDocument(await get({ url, headers }, context), shown, credentialsHint)
  },
}
export default source
