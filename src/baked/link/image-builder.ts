import { InputError } from '../../model/errors.ts'
import type { Diagnostic } from '../../model/generated/report.ts'
import type { ImageSubject } from '../../model/image.ts'
import { isObject, own, textOf, type Json, type JsonObject } from '../../model/json.ts'
import type { BuildFacts } from './facts.ts'

/** Of an image that came to be. What was deprecated or disabled since was built all the same. */
const built = new Set(['AVAILABLE', 'DEPRECATED', 'DISABLED', ''])

/**
 * What `aws imagebuilder get-image` says of a build: the AMI of each region and account, digests of container images, the parent.
 * https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_Image.html Throws InputError for a build that has not ended well.
 */
export function imageBuilderFacts(document: Json, file: string): BuildFacts {
  const image = own(document, 'image')
  const arn = textOf(own(image, 'arn'))
  if (!isObject(image) || arn === '') throw wrong(file, 'is no output of `aws imagebuilder get-image`', 'Save it with `--output json`.')
  const status = statusOf(image)
  if (!built.has(status)) throw wrong(file, `tells of a build that is ${status}`, 'Link it when the build is AVAILABLE.')
  const made = own(image, 'outputResources')
  const amis = objectsIn(own(made, 'amis'))
  const containers = objectsIn(own(made, 'containers'))
  const uris = containers.flatMap((each) => listIn(own(each, 'imageUris'))).map(textOf)
  const finished = new Date(textOf(own(image, 'dateCreated')))
  return {
    subjects: [
      { kind: 'imagebuilder', id: arn },
      ...amis.filter((ami) => built.has(statusOf(ami))).flatMap(amiIn),
      ...uris.flatMap((uri) => digestsIn(uri)),
    ],
    parents: parentsOf(image),
    build: {
      tool: 'imagebuilder',
      runId: arn,
      name: textOf(own(image, 'name')),
      builder: amis.length > 0 ? 'ami' : 'container',
      ...(Number.isNaN(finished.getTime()) ? {} : { finishedAt: finished.toISOString() }),
    },
    notes: uris.filter((uri) => digestsIn(uri).length === 0).map((uri) => tagged(uri, file)),
  }
}

function statusOf(value: JsonObject): string {
  return textOf(own(own(value, 'state'), 'status'))
}

function amiIn(ami: JsonObject): ImageSubject[] {
  const id = textOf(own(ami, 'image'))
  const [region, account] = [textOf(own(ami, 'region')), textOf(own(ami, 'accountId'))]
  if (id === '') return []
  return [{ kind: 'ami', id, ...(region === '' ? {} : { region }), ...(account === '' ? {} : { account }) }]
}

function digestsIn(uri: string): ImageSubject[] {
  const [, id] = /@(sha256:[0-9a-f]{64})$/.exec(uri) ?? []
  return id === undefined ? [] : [{ kind: 'oci-manifest', id }]
}

/** The image of the recipe: an AMI, a version of another image of Image Builder, a container image by digest. */
function parentsOf(image: JsonObject): ImageSubject[] {
  const parent = textOf(own(own(image, 'imageRecipe') ?? own(image, 'containerRecipe'), 'parentImage'))
  if (parent.startsWith('ami-')) return [{ kind: 'ami', id: parent }]
  return parent.startsWith('arn:') ? [{ kind: 'imagebuilder', id: parent }] : digestsIn(parent)
}

function listIn(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}

function objectsIn(value: Json | undefined): JsonObject[] {
  return listIn(value).filter(isObject)
}

function tagged(uri: string, file: string): Diagnostic {
  return {
    code: 'image-builder-tag',
    level: 'warning',
    message: `${uri} in ${file} is a tag, which moves: it is no id.`,
    hint: 'The digest of the image is in its manifest already where it was baked from the image.',
    location: { file },
  }
}

function wrong(file: string, what: string, hint: string): InputError {
  return new InputError('image-builder-output', { message: `${file} ${what}.`, hint, at: { file } })
}
