import type { NotComparedReason } from '../model/pair.ts'
import type { NotCheckedReason } from '../model/resource.ts'

/** Why a declared attribute was not compared, for `explain` and the reference. */
export const notComparedTexts: Readonly<Record<NotComparedReason, string>> = {
  'provider-only': 'Only the provider knows it: nothing in the API answers to it.',
  'create-only': 'It is only used at creation; the API does not give it back.',
  'write-only': 'It can be set and never be read: a password, for example.',
  'read-only': 'The API decides it; nobody can declare it.',
  secret: 'It is a secret, and the other side does not show it.',
  alias: 'It is another name of an attribute that is compared.',
  'api-only': 'The API has it, the neutral shape has no property for it.',
  unmapped: 'The map of this kind does not know the attribute.',
  'low-confidence': 'The map of this attribute is not sure enough to compare with.',
  unresolved: 'Only a deployment could tell its value: a function, a reference, a dynamic parameter.',
  'read-gap': 'The source is known not to return it.',
  'not-read': 'What would show it was not read: a call was refused or failed, or its saved answer was not given.',
  'ignore-changes': 'The declaration says so: lifecycle.ignore_changes.',
  autoscaled: 'An autoscaler sets it: there is a scaling policy or target for it.',
  'declared-by-sibling': 'A resource of its own declares it, and it is compared there.',
  'default-unknown': 'Live has a value that nobody declared, and whether AWS set it is not known.',
  computed: 'The provider computes it.',
  'transform-failed': 'Its value could not be turned into the neutral shape.',
  'not-checked': 'Its resource was not checked; the report says why.',
  'not-collected': 'One side did not look for it: a kind of row, a member of files, extended attributes.',
  'not-hashed': 'It was not looked into: a quick scan, or a side that tells no content.',
  volatile: 'It comes and goes in ordinary life; data/contents/profiles.json says so, and `driftgate explain PATH` why.',
}

/** Why a resource was not checked. */
export const notCheckedTexts: Readonly<Record<NotCheckedReason, string>> = {
  'not-in-live-source': 'The live sources show no such resource and do not prove that it is gone.',
  'access-denied': 'The credentials may not read it.',
  throttled: 'The API refused too many calls, also after waiting.',
  truncated: 'The document or the list ends before its end.',
  'region-off': 'The region is not enabled for the account.',
  'read-failed': 'The API answered with an error.',
  'unsupported-kind': 'Nothing here can read this kind.',
  'no-physical-id': 'The declaration does not say which live resource it is.',
  'no-live-counterpart': 'There is nothing live that it could be compared with: it exists in the provider only.',
  'unreadable-document': 'The document that should show it cannot be read.',
  'low-confidence-map': 'The map of this kind is not sure enough to compare with.',
  'no-mapping': 'There is no map from this type to a live kind.',
  'ambiguous-identity': 'Several live resources could be it.',
  'other-account': 'It belongs to an account that was not read.',
  'other-region': 'It is in a region that was not read.',
  interrupted: 'Somebody ended the reading before it came to it.',
  'no-manifest': 'No image manifest that was given says what was baked into it.',
  'not-in-template': 'Its stack has it, and no template that was given declares it: a macro made it, or the template is another one.',
}

/** Why a mutation would be no finding, where no reason of a value or a resource says it. */
export const proofTexts: Readonly<Record<string, string>> = {
  'no-policy': 'It is a difference, and no policy that is in force speaks of it.',
  'judged-by-image': 'A group made the resource: of it the image and what it was launched with are judged.',
  'not-governed': '--unmanaged says that such resources need not be declared.',
  'held-equal': 'Comparison holds the two forms for one.',
}

/** What decided where no rule did. */
export const decisionTexts: Readonly<Record<string, string>> = {
  'nothing-set': 'Nothing is declared and nothing is set.',
  'off-is-absent': 'What is declared means off, and live says so by not having it.',
  changed: 'Both sides have a value, and no rule makes them one.',
  removed: 'It is declared, and live does not have it.',
  added: 'Live has it, and nobody declared it.',
  'read-only': 'Live has a value that only the API sets.',
  default: 'Live has what AWS sets where nobody declares it.',
  'chosen-by-aws': 'Live has a value that AWS chooses.',
  'as-deployed': 'It was so right after the last deployment: the deployment or AWS itself made it so.',
  off: 'Live says off, and nothing else was declared.',
  bag: 'Live has it in a map that others write to as well.',
  unknown: 'Live has a value that nobody declared, and whether AWS set it is not known.',
}
