import { bothTexts, type Rule } from './rule.ts'

/** An id with and without the collection that it is of. */
export const collectionPath: Rule = {
  name: 'collection-path',
  because: 'Route 53 and CloudFront write /hostedzone/Z1 and origin-access-identity/cloudfront/E1 for ids.',
  where: 'ids of capitals and digits; never in the user’s own texts',
  fits: (leaf) => !leaf.free,
  same: (a, b) => bothTexts(a, b, (x, y) => isInCollection(x, y) || isInCollection(y, x)),
  equal: [
    ['Z0123456789ABC', '/hostedzone/Z0123456789ABC'],
    ['origin-access-identity/cloudfront/E127EXAMPLE51Z', 'E127EXAMPLE51Z'],
  ],
  different: [
    ['Z0123456789ABC', '/hostedzone/Z0123456789ABD'],
    ['prod', 'stage/prod'],
    ['Z0123456789ABC', 'My/Z0123456789ABC'],
  ],
}

function isInCollection(path: string, id: string): boolean {
  return /^(?=.*\d)[A-Z0-9]{8,}$/.test(id) && path.endsWith(`/${id}`) && /^\/?[a-z-]+(?:\/[a-z-]+)*\/$/.test(path.slice(0, -id.length))
}

/** A queue by its address and by its ARN. */
export const queueAddress: Rule = {
  name: 'queue-address',
  because: 'A queue is told by its URL in some places and by its ARN in others.',
  where: 'addresses and ARNs of queues',
  same: (a, b) => bothTexts(a, b, (x, y) => queueOf(x) !== undefined && queueOf(x) === queueOf(y)),
  equal: [
    ['https://sqs.eu-west-1.amazonaws.com/123456789012/jobs', 'arn:aws:sqs:eu-west-1:123456789012:jobs'],
    ['https://eu-west-1.queue.amazonaws.com/123456789012/jobs', 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs'],
  ],
  different: [
    ['https://sqs.eu-west-1.amazonaws.com/123456789012/jobs', 'arn:aws:sqs:eu-west-1:123456789012:other'],
    ['https://sqs.eu-west-1.amazonaws.com/123456789012/jobs', 'arn:aws:sqs:eu-west-2:123456789012:jobs'],
    ['https://sqs.eu-west-1.amazonaws.com/123456789012/jobs', 'arn:aws:sns:eu-west-1:123456789012:jobs'],
    ['https://sqs.eu-west-1.amazonaws.com/123456789012/jobs', 'https://sqs.eu-west-1.evil.example/123456789012/jobs'],
  ],
}

function queueOf(text: string): string | undefined {
  const [, region, account, name] =
    /^https:\/\/(?:sqs\.)?([a-z0-9-]+)(?:\.queue)?\.amazonaws\.com(?:\.cn)?\/(\d{12})\/([\w.-]+)$/.exec(text) ??
    /^arn:[\w-]+:sqs:([a-z0-9-]+):(\d{12}):([\w.-]+)$/.exec(text) ??
    []
  return region === undefined ? undefined : `${region} ${account ?? ''} ${name ?? ''}`
}

/** An account and its root. */
export const accountRoot: Rule = {
  name: 'account-root',
  because: 'Where a principal is asked for, an account stands for its root.',
  where: 'members that are called principals or accounts',
  fits: (leaf) => /(?:principals?|accounts?)$/i.test(leaf.name),
  same: (a, b) => bothTexts(String(a), String(b), (x, y) => x !== y && accountOf(x) !== undefined && accountOf(x) === accountOf(y)),
  equal: [
    ['123456789012', 'arn:aws:iam::123456789012:root'],
    [123_456_789_012, 'arn:aws:iam::123456789012:root'],
  ],
  different: [
    ['123456789012', 'arn:aws:iam::210987654321:root'],
    ['123456789012', 'arn:aws:iam::123456789012:role/admin'],
  ],
  example: { name: 'AllowedPrincipals' },
}

function accountOf(text: string): string | undefined {
  return /^(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?$/.exec(text)?.[1]
}

/** A definition of which the revision was not said. */
export const latestRevision: Rule = {
  name: 'latest-revision',
  because: 'A family alone asks for its newest revision, live says which one that was.',
  where: 'members that are called a definition',
  fits: (leaf) => !leaf.free && /definition(?:arn)?$/i.test(leaf.name),
  directed: true,
  same: (a, b) =>
    bothTexts(
      a,
      b,
      (x, y) =>
        !/:\d+$/.test(x) && /^[\w/:-]+$/.test(x) && (y.replace(/:\d+$/, '') === x || y.replace(/:\d+$/, '').endsWith(`/${x}`)) && y !== x,
    ),
  equal: [
    ['web', 'web:3'],
    ['web', 'arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3'],
  ],
  different: [
    ['web:3', 'web:4'],
    ['web', 'worker:3'],
    ['web', 'arn:aws:ecs:eu-west-1:123456789012:task-definition/other-web:3'],
  ],
  example: { name: 'TaskDefinition' },
}

/** An API that names itself in its own policy. */
export const ownApi: Rule = {
  name: 'own-api',
  because: 'API Gateway writes its ARN where the policy of an API says execute-api:/.',
  where: 'resources of the policy of an API',
  directed: true,
  same: (a, b) =>
    bothTexts(
      a,
      b,
      (x, y) =>
        x.startsWith('execute-api:/') &&
        /^arn:[\w-]+:execute-api:[\w-]+:\d{12}:\w+\//.test(y) &&
        x.slice(13) === y.slice(y.indexOf('/') + 1),
    ),
  equal: [['execute-api:/*', 'arn:aws:execute-api:eu-west-1:123456789012:abc123/*']],
  different: [
    ['execute-api:/prod/*', 'arn:aws:execute-api:eu-west-1:123456789012:abc123/*'],
    ['execute-api:/*', 'arn:aws:execute-api:eu-west-1:123456789012:*/*'],
    ['execute-api:/*', 'arn:aws:s3:::logs/*'],
  ],
}

/** A role of the service itself in place of the declared one. */
export const serviceLinkedRole: Rule = {
  name: 'service-linked-role',
  because: 'Application Auto Scaling and others take their own role, whichever was declared.',
  where: 'members that are called a role',
  fits: (leaf) => /role(?:arn)?$/i.test(leaf.name),
  directed: true,
  same: (a, b) =>
    bothTexts(
      a,
      b,
      (x, y) =>
        /^arn:[\w-]+:iam::\d+:role\/(?!aws-service-role\/)/.test(x) &&
        /^arn:[\w-]+:iam::\d{12}:role\/aws-service-role\/[\w.-]+\.amazonaws\.com\//.test(y),
    ),
  equal: [
    [
      'arn:aws:iam::123456789012:role/scaling',
      'arn:aws:iam::123456789012:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService',
    ],
  ],
  different: [
    ['arn:aws:iam::123456789012:role/scaling', 'arn:aws:iam::123456789012:role/admin'],
    ['arn:aws:iam::123456789012:role/aws-service-role/a.amazonaws.com/A', 'arn:aws:iam::123456789012:role/admin'],
    [
      'arn:aws:iam::123456789012:role/aws-service-role/a.amazonaws.com/A',
      'arn:aws:iam::123456789012:role/aws-service-role/a.amazonaws.com/B',
    ],
  ],
  example: { name: 'RoleARN' },
}
