import type { Sniff } from '../../documents/sniff.ts'

/** The sections of a template. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
const sections = new Set(['Conditions', 'Description', 'Mappings', 'Metadata', 'Outputs', 'Parameters', 'Resources', 'Rules', 'Transform'])

/** The role of a document in the family; undefined for any other document. */
export function recogniseCloudFormation({ keys, list, name }: Sniff): string | undefined {
  if (keys.has('StackResources') || keys.has('StackResourceSummaries') || keys.has('StackResourceDetail')) return 'stack-resources'
  if (keys.has('Stacks')) return 'stacks'
  if (list) {
    if (keys.has('LogicalResourceId')) return 'stack-resources'
    if (keys.has('StackStatus')) return 'stacks'
    return keys.has('ParameterKey') ? 'parameters' : undefined
  }
  if (keys.has('AWSTemplateFormatVersion') || keys.has('Resources') || keys.has('TemplateBody')) return 'template'
  if (isCdkManifest(keys, name)) return 'cdk-manifest'
  const all = [...keys]
  if (keys.has('Parameters') && all.every((key) => key === 'Parameters' || key === 'Tags' || key === 'StackPolicy')) return 'parameters'
  // The resources of a big template may lie behind what was looked at.
  return all.length > 1 && all.every((key) => sections.has(key)) ? 'template' : undefined
}

/** What else the CDK writes into `cdk.out`. It declares nothing. */
function isCdkManifest(keys: ReadonlySet<string>, name: string): boolean {
  if (!keys.has('version')) return false
  if (name === 'manifest.json') return keys.has('artifacts')
  if (name.endsWith('.assets.json') || name === 'assets.json') return keys.has('files') && keys.has('dockerImages')
  return (name === 'tree.json' && keys.has('tree')) || (name === 'cdk.out' && keys.size === 1)
}
