import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Location } from '../../../src/model/generated/report.ts'
import { type LocatedResource, locator } from '../../../src/declared/locate/locator.ts'
import { folderTree } from './folder-tree.ts'

const fixtures = join(import.meta.dirname, 'fixtures')
const all = await locator(['shop'], { cwd: fixtures })

function logical(address: string, file: string): LocatedResource {
  return { address, type: 'AWS::SQS::Queue', reader: 'cloudformation', file }
}

function input(file: string): Location {
  return { file, line: 1, column: 1, kind: 'input' }
}

describe('one locator for every reader', () => {
  it('finds CloudFormation properties in the template, YAML or JSON', () => {
    expect(all.locate(logical('Queue', 'stack.yaml'), '/DelaySeconds')).toEqual({
      file: 'stack.yaml',
      line: 12,
      column: 8,
      endColumn: 24,
      kind: 'attribute',
    })
    expect(all.locate(logical('shop/Queue', 'stack.template.json'), '/Tags/0/Value')).toMatchObject({
      file: 'stack.template.json',
      line: 8,
      kind: 'attribute',
    })
    expect(all.locate(logical('Queue', 'stack.yaml'))).toMatchObject({ line: 8, column: 3, kind: 'template' })
    expect(all.locate(logical('Queue', 'stack.yaml'), '/Unknown')).toMatchObject({ line: 8, kind: 'template' })
  })

  it('finds Terraform in the configuration', () => {
    const resource = { address: 'aws_instance.jump', type: 'aws_instance', reader: 'terraform-plan', file: 'shop/terraform.tfstate' }
    expect(all.locate(resource, '/ami')).toMatchObject({ file: 'shop/main.tf', line: 51, kind: 'attribute' })
    expect(all.ignoreChanges(resource)).toContain('/user_data')
    expect(all.movedTo('aws_instance.old')).toBe('aws_instance.jump')
    expect(all.movedFrom('aws_instance.jump')).toBe('aws_instance.old')
  })

  it('shows the first line of a document in which nothing is found', () => {
    expect(all.locate(logical('Absent', 'stack.yaml'))).toEqual(input('stack.yaml'))
    expect(all.locate(logical('Queue', 'missing.yaml'))).toEqual(input('missing.yaml'))
    expect(all.locate(logical('Queue', 'shop'))).toEqual(input('shop'))
    expect(all.locate({ ...logical('default/web', 'stack.yaml'), reader: 'kubernetes' })).toEqual(input('stack.yaml'))
  })

  it('knows a place for what nobody declared: the main Terraform file, else the template', async () => {
    expect(all.stackPlace()).toMatchObject({ file: 'shop/main.tf', kind: 'stack' })
    const templates = await locator([], { cwd: folderTree({ 't.yaml': 'Resources: {}\n' }) })
    expect(templates.stackPlace({ file: 't.yaml' })).toEqual({ file: 't.yaml', line: 1, column: 1, kind: 'stack' })
    expect(templates.stackPlace()).toBeUndefined()
  })

  it('takes the working directory of the process when none is given', async () => {
    const plain = await locator(['test/declared/locate/fixtures/tofu'])
    expect(plain.stackPlace()?.file).toMatch(/fixtures\/tofu\/extra\.tofu\.json$/)
  })
})
