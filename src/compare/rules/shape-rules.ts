import type { TreeRule } from './tree-rule.ts'

const anything = 'acme/Thing'

/** Rules for values that services show in another shape, or fill up. */
export const shapeRules: readonly TreeRule[] = [
  {
    name: 'comma-list',
    because: 'Some services list in a text, between commas, what others list as a list.',
    where: 'a text on one side and a list of words on the other',
    equal: [[anything, { Zones: 'a, b' }, { Zones: ['b', 'a'] }]],
    different: [
      [anything, { Zones: 'a,b' }, { Zones: ['a', 'c'] }],
      [anything, { Zones: ['a', 'b'] }, { Zones: 'a,b,c' }],
    ],
  },
  {
    name: 'member-case',
    because: 'Documents and APIs write the first letter of a name small or large.',
    where: 'a declared name that live has only in another case; never in maps of the user',
    equal: [[anything, { Redrive: { maxReceiveCount: 5 } }, { Redrive: { MaxReceiveCount: 5 } }]],
    different: [
      [anything, { Redrive: { maxReceiveCount: 5 } }, { Redrive: { MaxReceiveCount: 6 } }],
      [anything, { Labels: { team: 'a' } }, { Labels: { Team: 'a' } }],
    ],
  },
  {
    name: 'said-twice',
    because: 'A set has each value once, however often it was declared.',
    where: 'plain values of lists without order',
    equal: [[anything, { Ids: ['a', 'b', 'a'] }, { Ids: ['a', 'b'] }]],
    different: [[anything, { Ids: ['a', 'b', 'a'] }, { Ids: ['a'] }]],
  },
  {
    name: 'yaml-text',
    because: 'A document declared as an object or as JSON is given back as YAML where that is its format.',
    where: 'texts of lines, where the other side is an object or JSON',
    equal: [
      [
        'AWS::SSM::Document',
        { Content: { schemaVersion: '2.2', mainSteps: [{ name: 'a' }] } },
        { Content: 'schemaVersion: "2.2"\nmainSteps:\n- name: a\n' },
      ],
    ],
    different: [
      [
        'AWS::SSM::Document',
        { Content: { schemaVersion: '2.2', mainSteps: [{ name: 'a' }] } },
        { Content: 'schemaVersion: "2.2"\nmainSteps:\n- name: evil\n' },
      ],
      ['AWS::SSM::Document', { Content: { schemaVersion: '2.2' } }, { Content: 'schemaVersion: "2.2"\nmainSteps:\n- name: evil\n' }],
    ],
  },
  {
    name: 'substitution',
    because: 'A state machine is shown with the values that its substitutions stand for.',
    where: 'definitions with a map of substitutions beside them',
    equal: [
      [
        'AWS::StepFunctions::StateMachine',
        { DefinitionString: '{"StartAt":"${First}"}', DefinitionSubstitutions: { First: 'Pay' } },
        { DefinitionString: '{"StartAt":"Pay"}', DefinitionSubstitutions: { First: 'Pay' } },
      ],
    ],
    different: [
      [
        'AWS::StepFunctions::StateMachine',
        { DefinitionString: '{"StartAt":"${First}"}', DefinitionSubstitutions: { First: 'Pay' } },
        { DefinitionString: '{"StartAt":"Skip"}', DefinitionSubstitutions: { First: 'Pay' } },
      ],
    ],
  },
  {
    name: 'settings-document',
    because: 'A service adds to a document of settings what was not said in it.',
    where: 'JSON in members that are called settings or options',
    equal: [
      [
        'AWS::DMS::ReplicationTask',
        { ReplicationTaskSettings: '{"Logging":{"EnableLogging":true}}' },
        { ReplicationTaskSettings: '{"Logging":{"EnableLogging":true,"Level":"INFO"},"Target":{"Mode":"LIMITED"}}' },
      ],
    ],
    different: [
      [
        'AWS::DMS::ReplicationTask',
        { ReplicationTaskSettings: '{"Logging":{"EnableLogging":true}}' },
        { ReplicationTaskSettings: '{"Logging":{"EnableLogging":false}}' },
      ],
      ['AWS::Events::Rule', { EventPattern: '{"source":["a"]}' }, { EventPattern: '{"source":["a"],"account":["b"]}' }],
    ],
  },
  {
    name: 'whole-set',
    because: 'A service shows all of its own features and options, also those that nobody declared.',
    where: 'several more elements, all under constants of the service, or rows of options',
    equal: [
      [
        'AWS::GuardDuty::Detector',
        { Features: [{ Name: 'S3_DATA_EVENTS', Status: 'ENABLED' }] },
        {
          Features: [
            { Name: 'S3_DATA_EVENTS', Status: 'ENABLED' },
            { Name: 'EKS_AUDIT_LOGS', Status: 'ENABLED' },
            { Name: 'RDS_LOGIN_EVENTS', Status: 'ENABLED' },
          ],
        },
      ],
      [
        anything,
        { OptionSettings: [{ Namespace: 'n', OptionName: 'a', Value: '1' }] },
        {
          OptionSettings: [
            { Namespace: 'n', OptionName: 'a', Value: '1' },
            { Namespace: 'n', OptionName: 'b', Value: '2' },
            { Namespace: 'm', OptionName: 'c', Value: '3' },
          ],
        },
      ],
    ],
    different: [
      [
        'AWS::GuardDuty::Detector',
        { Features: [{ Name: 'S3_DATA_EVENTS', Status: 'ENABLED' }] },
        { Features: [{ Name: 'S3_DATA_EVENTS', Status: 'DISABLED' }] },
      ],
      [
        anything,
        { Environment: [{ Name: 'A_B', Value: '1' }] },
        {
          Environment: [
            { Name: 'A_B', Value: '1' },
            { Name: 'HTTP_PROXY', Value: 'x' },
            { Name: 'LD_PRELOAD', Value: 'y' },
          ],
        },
      ],
      [anything, { Features: [{ Name: 'A_B' }] }, { Features: [{ Name: 'A_B' }, { Name: 'C_D' }] }],
    ],
  },
]
