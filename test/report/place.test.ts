import { describe, expect, it } from 'vitest'
import { fallbackPlace, framesInRepository, primaryPlace, repositoryPath } from '../../src/report/place.ts'
import { finding, report, without } from './builders.ts'

const nowhere = { path: 'driftgate.yaml', kind: 'configuration' } as const

describe('a path in the repository', () => {
  it.each([
    ['main.tf', undefined, 'main.tf'],
    ['./a//b/../main.tf', undefined, 'a/main.tf'],
    ['../main.tf', undefined, undefined],
    ['a/../../main.tf', undefined, undefined],
    ['/repo/a/main.tf', undefined, undefined],
    ['/repo/a/main.tf', '/repo', 'a/main.tf'],
    ['/repo/a/main.tf', '/repo/', 'a/main.tf'],
    ['/repository/main.tf', '/repo', undefined],
    ['/repo/../etc/passwd', '/repo', undefined],
    ['/main.tf', '/', 'main.tf'],
    ['C:\\repo\\a\\main.tf', undefined, undefined],
    ['C:\\repo\\a\\main.tf', 'C:\\repo', 'a/main.tf'],
    ['\\\\host\\share\\main.tf', 'C:\\repo', undefined],
    ['s3://bucket/main.tf', undefined, undefined],
    ['file:///etc/passwd', '/repo', undefined],
    ['.terraform/modules/web/main.tf', undefined, undefined],
    ['.', undefined, undefined],
    ['', undefined, undefined],
  ])('of %j in %j is %j', (file, root, path) => {
    expect(repositoryPath(file, root)).toBe(path)
  })
})

describe('the place of a finding', () => {
  const frames = [
    { file: 'main.tf', line: 7 },
    { file: 'modules/a/main.tf', line: 2 },
    { file: '/cache/b/main.tf', line: 9 },
  ]

  it('is its own when that lies in the repository', () => {
    expect(primaryPlace(finding(), nowhere)).toEqual({ path: 'main.tf', line: 12, column: 3, endColumn: 16, kind: 'attribute' })
  })

  it('is the innermost module call in the repository when its own lies outside', () => {
    const outside = finding({ location: { file: '.terraform/modules/b/main.tf', line: 3, frames } })
    expect(primaryPlace(outside, nowhere)).toEqual({ path: 'modules/a/main.tf', line: 2, kind: 'module-call' })
    expect(framesInRepository(outside).map((place) => place.path)).toEqual(['main.tf', 'modules/a/main.tf'])
  })

  it('is what the scan was given when it has none, and never missing', () => {
    expect(primaryPlace(without(finding(), 'location'), nowhere)).toBe(nowhere)
    expect(primaryPlace(finding({ location: { file: '/cache/main.tf' } }), nowhere)).toBe(nowhere)
  })

  it.each([
    [['terraform.tfstate'], 'terraform.tfstate'],
    [['terraform-state:infra/prod.tfstate'], 'infra/prod.tfstate'],
    [['/abs/prod.tfstate', 's3://bucket/x.tfstate', 'stack.yaml'], 'stack.yaml'],
    [['infra/'], 'driftgate.yaml'],
    [['cloudformation:web-shop'], 'driftgate.yaml'],
    [['cloudformation:arn:aws:cloudformation:eu-west-1:1:stack/a.b/c.d'], 'driftgate.yaml'],
    [[], 'driftgate.yaml'],
  ])('falls back from %j to %s', (declared, path) => {
    expect(fallbackPlace(report({ scope: { declared } })).path).toBe(path)
  })

  it('falls back to the configuration when the scope is not said', () => {
    expect(fallbackPlace(report())).toEqual(nowhere)
  })
})
