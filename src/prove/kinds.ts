/** What is done to a live value, one at a time. */
export const mutationKinds = [
  'scalar',
  'number',
  'flag',
  'enum',
  'json-text',
  'element-added',
  'element-removed',
  'element-changed',
  'key-added',
  'key-removed',
  'tag-added',
  'tag-removed',
  'tag-changed',
  'property-added',
  'property-removed',
  'resource-added',
  'resource-deleted',
  'unseen',
] as const
export type MutationKind = (typeof mutationKinds)[number]

/** What each kind is, for the report and the reference. */
export const mutationKindTexts: Readonly<Record<MutationKind, string>> = {
  scalar: 'A text is another text, other letters and not another spelling',
  number: 'A number is another number',
  flag: 'A switch is turned',
  enum: 'A word of a fixed choice is another word',
  'json-text': 'A value inside a document that stands as text is another value',
  'element-added': 'A list has one element more',
  'element-removed': 'A list has one element less',
  'element-changed': 'A plain element of a list is another one',
  'key-added': "A map of the user's own keys has one key more",
  'key-removed': "A map of the user's own keys has one key less",
  'tag-added': 'A tag was set',
  'tag-removed': 'A tag was taken off',
  'tag-changed': 'A tag has another value',
  'property-added': 'A setting that nobody declared and that was not set is set',
  'property-removed': 'A setting is gone',
  'resource-added': 'A resource of a declared kind was made by hand',
  'resource-deleted': 'A declared resource was deleted',
  unseen: 'A declared value that live does not show is another value',
}
