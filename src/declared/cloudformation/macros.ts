import { isObject, own, type Json } from '../../model/json.ts'

/** How to get what macros made of a template. */
export function processedHint(stackName = 'STACK'): string {
  return `Scan the processed template: \`aws cloudformation get-template --template-stage Processed --stack-name ${stackName}\`.`
}

/** The macros that process a template before it says what is deployed; loops count where their values are not known. */
export function macrosOf(document: Json): string[] {
  const transform = own(document, 'Transform') ?? []
  const found = new Set<string>()
  for (const named of Array.isArray(transform) ? transform : [transform]) {
    const name = typeof named === 'string' ? named : own(named, 'Name')
    // The language extensions are understood here.
    if (typeof name !== 'string') found.add('a macro')
    else if (name !== 'AWS::LanguageExtensions') found.add(name)
  }
  collect(document, found)
  return [...found]
}

function collect(value: Json, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found)
  if (!isObject(value)) return
  for (const [key, item] of Object.entries(value)) {
    const name = own(item, 'Name')
    if (key === 'Fn::Transform') found.add(typeof name === 'string' ? name : 'a macro')
    else if (key.startsWith('Fn::ForEach::')) found.add(key)
    collect(item, found)
  }
}
