import { expect, it } from 'vitest'
import type { PolicyExplanation } from '../../src/judge/explain.ts'
import { policyText } from '../../src/cli/policy-text.ts'

it('lays out all that is said of a policy, and obeys nothing in it', () => {
  const policy: PolicyExplanation = {
    id: 'ACME001',
    name: 'no-queue',
    title: 'No queue changes',
    enabled: false,
    maturity: 'preview',
    class: 'declared',
    severity: 'high',
    severities: ['high'],
    severityRules: [{ when: 'true', severity: 'critical' }],
    description: 'First line.\nSecond \u001b[2J line.',
    rationale: 'Because.',
    help: 'Do this.',
    references: ['https://example.org'],
    match: [{ kinds: ['AWS::SQS::Queue'] }],
    when: 'a &&\n  b',
    general: false,
    params: [{ name: 'ports', type: 'list of numbers', value: [22], default: [], description: 'Ports.' }],
    rebuild: { strategy: 'replace' },
    controls: [{ framework: 'x', frameworkTitle: 'X', id: '1.1', title: '' }],
    owner: 'team',
    origin: { file: 'own.yaml', line: 3, column: 5 },
    changedBy: [{ at: { file: 'mine.yaml', line: 2 } }],
    tests: ['fires'],
  }
  expect(policyText(policy)).toBe(`ACME001 no-queue
No queue changes

  First line.
  Second \\x1b[2J line.

Why:
  Because.

What to do:
  Do this.

  severity    high, but the policy is off
              critical when true
  maturity    preview
  class       declared
  matches     {"kinds":["AWS::SQS::Queue"]}
  when        a && b
  rebuild     replace
  owner       team
  written in  own.yaml:3:5
  changed in  mine.yaml:2
  parameter   ports (list of numbers) [22], usually []
              Ports.
  control     X 1.1
  reference   https://example.org
  test        fires
`)
})
