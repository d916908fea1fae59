/* Generated from policies/*.yaml by npm run generate. Do not edit. `cel` is src/judge/operations.ts. */
export const conditions = (cel) => ({
  '!change.path.endsWith("/Description")': {
    params: {},
    holds: (values) => !cel.endsWith(cel.fact(values, 'change', 'path', 'string'), '/Description'),
  },
  '!change.path.endsWith("/LifecycleState") || leaves(change.live).exists(v, v.endsWith("Standby"))': {
    params: {},
    holds: (values) =>
      cel.or(
        () => !cel.endsWith(cel.fact(values, 'change', 'path', 'string'), '/LifecycleState'),
        () => cel.exists(cel.leaves(cel.fact(values, 'change', 'live', 'dyn')), 'v', 'string', (_v) => cel.endsWith(_v, 'Standby')),
      ),
  },
  '(change.path.startsWith("/SecurityGroupIngress") || change.path.startsWith("/ingress") || resource.kind.endsWith("Ingress")) && worldReaches(change.holder, params.adminPorts)':
    {
      params: { adminPorts: { type: 'array', items: 'number' } },
      holds: (values) =>
        cel.and(
          () =>
            cel.or(
              () =>
                cel.or(
                  () => cel.startsWith(cel.fact(values, 'change', 'path', 'string'), '/SecurityGroupIngress'),
                  () => cel.startsWith(cel.fact(values, 'change', 'path', 'string'), '/ingress'),
                ),
              () => cel.endsWith(cel.fact(values, 'resource', 'kind', 'string'), 'Ingress'),
            ),
          () =>
            cel.backwards(
              cel.worldReaches,
              cel.fact(values, 'params', 'adminPorts', 'list<double>'),
              cel.fact(values, 'change', 'holder', 'dyn'),
            ),
        ),
    },
  'change.kind == "removed" && change.path.startsWith("/PermissionsBoundary")': {
    params: {},
    holds: (values) =>
      cel.and(
        () => cel.fact(values, 'change', 'kind', 'string') === 'removed',
        () => cel.startsWith(cel.fact(values, 'change', 'path', 'string'), '/PermissionsBoundary'),
      ),
  },
  'change.names.exists(n, n.lowerAscii() in params.ownershipTags)': {
    params: { ownershipTags: { type: 'array' } },
    holds: (values) =>
      cel.exists(cel.fact(values, 'change', 'names', 'list<string>'), 'n', 'string', (_n) =>
        cel.includes(cel.lowerAscii(_n), cel.fact(values, 'params', 'ownershipTags', 'list<string>')),
      ),
  },
  'change.path in ["/Enabled", "/ActionsEnabled", "/ReservedConcurrentExecutions"] && change.live in [false, "false", 0.0, "0"]': {
    params: {},
    holds: (values) =>
      cel.and(
        () => cel.includes(cel.fact(values, 'change', 'path', 'string'), ['/Enabled', '/ActionsEnabled', '/ReservedConcurrentExecutions']),
        () => cel.includes(cel.fact(values, 'change', 'live', 'dyn'), [false, 'false', 0, '0']),
      ),
  },
  'change.path in ["/State", "/State/Name", "/DesiredState", "/Status", "/DBInstanceStatus", "/ClusterStatus", "/HealthCheckConfig/Disabled"] && change.live in [true, "stopped", "stopping", "STOPPED", "paused", "pausing", "PAUSED", "OFFLINE", "STOPPING", "DISABLED"]':
    {
      params: {},
      holds: (values) =>
        cel.and(
          () =>
            cel.includes(cel.fact(values, 'change', 'path', 'string'), [
              '/State',
              '/State/Name',
              '/DesiredState',
              '/Status',
              '/DBInstanceStatus',
              '/ClusterStatus',
              '/HealthCheckConfig/Disabled',
            ]),
          () =>
            cel.includes(cel.fact(values, 'change', 'live', 'dyn'), [
              true,
              'stopped',
              'stopping',
              'STOPPED',
              'paused',
              'pausing',
              'PAUSED',
              'OFFLINE',
              'STOPPING',
              'DISABLED',
            ]),
        ),
    },
  'change.path in params.grave': {
    params: { grave: { type: 'array' } },
    holds: (values) => cel.includes(cel.fact(values, 'change', 'path', 'string'), cel.fact(values, 'params', 'grave', 'list<string>')),
  },
  'content.class == "M02"': { params: {}, holds: (values) => cel.fact(values, 'content', 'class', 'string') === 'M02' },
  'content.class in ["M01", "M06", "M07"]': {
    params: {},
    holds: (values) => cel.includes(cel.fact(values, 'content', 'class', 'string'), ['M01', 'M06', 'M07']),
  },
  'content.severity == "critical"': { params: {}, holds: (values) => cel.fact(values, 'content', 'severity', 'string') === 'critical' },
  'content.severity == "high"': { params: {}, holds: (values) => cel.fact(values, 'content', 'severity', 'string') === 'high' },
  'content.severity == "info"': { params: {}, holds: (values) => cel.fact(values, 'content', 'severity', 'string') === 'info' },
  'content.severity == "low"': { params: {}, holds: (values) => cel.fact(values, 'content', 'severity', 'string') === 'low' },
  'content.severity == "medium"': { params: {}, holds: (values) => cel.fact(values, 'content', 'severity', 'string') === 'medium' },
  'group.mixed': { params: {}, holds: (values) => cel.fact(values, 'group', 'mixed', 'bool') },
  'group.templateVersion != "" && group.instanceTemplateVersion != "" && group.templateVersion != group.instanceTemplateVersion': {
    params: {},
    holds: (values) =>
      cel.and(
        () =>
          cel.and(
            () => cel.fact(values, 'group', 'templateVersion', 'string') !== '',
            () => cel.fact(values, 'group', 'instanceTemplateVersion', 'string') !== '',
          ),
        () => cel.fact(values, 'group', 'templateVersion', 'string') !== cel.fact(values, 'group', 'instanceTemplateVersion', 'string'),
      ),
  },
  'image.ageDays > params.maxAgeDays': {
    params: { maxAgeDays: { type: 'number' } },
    holds: (values) => cel.fact(values, 'image', 'ageDays', 'double') > cel.fact(values, 'params', 'maxAgeDays', 'double'),
  },
  'image.deprecated || image.revoked || image.gone': {
    params: {},
    holds: (values) =>
      cel.or(
        () =>
          cel.or(
            () => cel.fact(values, 'image', 'deprecated', 'bool'),
            () => cel.fact(values, 'image', 'revoked', 'bool'),
          ),
        () => cel.fact(values, 'image', 'gone', 'bool'),
      ),
  },
  'image.library && !image.known && image.id != ""': {
    params: {},
    holds: (values) =>
      cel.and(
        () =>
          cel.and(
            () => cel.fact(values, 'image', 'library', 'bool'),
            () => !cel.fact(values, 'image', 'known', 'bool'),
          ),
        () => cel.fact(values, 'image', 'id', 'string') !== '',
      ),
  },
  'image.signature == "unsigned" || image.signature == "invalid"': {
    params: {},
    holds: (values) =>
      cel.or(
        () => cel.fact(values, 'image', 'signature', 'string') === 'unsigned',
        () => cel.fact(values, 'image', 'signature', 'string') === 'invalid',
      ),
  },
  'instance.ageDays > params.maxAgeDays': {
    params: { maxAgeDays: { type: 'number' } },
    holds: (values) => cel.fact(values, 'instance', 'ageDays', 'double') > cel.fact(values, 'params', 'maxAgeDays', 'double'),
  },
  'leaves(change.live).exists(v, params.adminPolicies.exists(p, v.endsWith("/" + p)))': {
    params: { adminPolicies: { type: 'array' } },
    holds: (values) =>
      cel.exists(cel.leaves(cel.fact(values, 'change', 'live', 'dyn')), 'v', 'string', (_v) =>
        cel.exists(cel.fact(values, 'params', 'adminPolicies', 'list<string>'), 'p', 'string', (_p) => cel.endsWith(_v, '/' + _p)),
      ),
  },
  'outcome == "missing" || ( !(change.live in [true, "true", "ACTIVE", "Enabled"]) && (!(change.path in ["/RetentionInDays", "/retention_in_days"]) || change.kind == "added" || (change.kind == "changed" && double(change.live) < double(change.declared))))':
    {
      params: {},
      holds: (values) =>
        cel.or(
          () => cel.variable(values, 'outcome', 'string') === 'missing',
          () =>
            cel.and(
              () => !cel.includes(cel.fact(values, 'change', 'live', 'dyn'), [true, 'true', 'ACTIVE', 'Enabled']),
              () =>
                cel.or(
                  () =>
                    cel.or(
                      () => !cel.includes(cel.fact(values, 'change', 'path', 'string'), ['/RetentionInDays', '/retention_in_days']),
                      () => cel.fact(values, 'change', 'kind', 'string') === 'added',
                    ),
                  () =>
                    cel.and(
                      () => cel.fact(values, 'change', 'kind', 'string') === 'changed',
                      () =>
                        cel.double(cel.fact(values, 'change', 'live', 'dyn')) < cel.double(cel.fact(values, 'change', 'declared', 'dyn')),
                    ),
                ),
            ),
        ),
    },
  'resource.kind == "AWS::EC2::SecurityGroup" && worldReaches(change.holder, params.adminPorts)': {
    params: { adminPorts: { type: 'array', items: 'number' } },
    holds: (values) =>
      cel.and(
        () => cel.fact(values, 'resource', 'kind', 'string') === 'AWS::EC2::SecurityGroup',
        () =>
          cel.backwards(
            cel.worldReaches,
            cel.fact(values, 'params', 'adminPorts', 'list<double>'),
            cel.fact(values, 'change', 'holder', 'dyn'),
          ),
      ),
  },
  'resource.kind == "AWS::KMS::Key" && change.path == "/KeyState"': {
    params: {},
    holds: (values) =>
      cel.and(
        () => cel.fact(values, 'resource', 'kind', 'string') === 'AWS::KMS::Key',
        () => cel.fact(values, 'change', 'path', 'string') === '/KeyState',
      ),
  },
  'resource.kind in ["AWS::IAM::User", "AWS::IAM::AccessKey", "AWS::IAM::OIDCProvider", "AWS::IAM::SAMLProvider"]': {
    params: {},
    holds: (values) =>
      cel.includes(cel.fact(values, 'resource', 'kind', 'string'), [
        'AWS::IAM::User',
        'AWS::IAM::AccessKey',
        'AWS::IAM::OIDCProvider',
        'AWS::IAM::SAMLProvider',
      ]),
  },
  'resource.kind.startsWith("AWS::IAM::") && leaves(change.holder).exists(v, params.adminPolicies.exists(p, v.endsWith("/" + p)))': {
    params: { adminPolicies: { type: 'array' } },
    holds: (values) =>
      cel.and(
        () => cel.startsWith(cel.fact(values, 'resource', 'kind', 'string'), 'AWS::IAM::'),
        () =>
          cel.exists(cel.leaves(cel.fact(values, 'change', 'holder', 'dyn')), 'v', 'string', (_v) =>
            cel.exists(cel.fact(values, 'params', 'adminPolicies', 'list<string>'), 'p', 'string', (_p) => cel.endsWith(_v, '/' + _p)),
          ),
      ),
  },
  'resource.kind.startsWith("AWS::IAM::") && widens(change.declared, change.live, change.holder, change.path)': {
    params: {},
    holds: (values) =>
      cel.and(
        () => cel.startsWith(cel.fact(values, 'resource', 'kind', 'string'), 'AWS::IAM::'),
        () =>
          cel.backwards(
            cel.widens,
            cel.fact(values, 'change', 'path', 'string'),
            cel.fact(values, 'change', 'holder', 'dyn'),
            cel.fact(values, 'change', 'live', 'dyn'),
            cel.fact(values, 'change', 'declared', 'dyn'),
          ),
      ),
  },
  'resource.stateful': { params: {}, holds: (values) => cel.fact(values, 'resource', 'stateful', 'bool') },
  'widens(change.declared, change.live, change.holder, change.path)': {
    params: {},
    holds: (values) =>
      cel.backwards(
        cel.widens,
        cel.fact(values, 'change', 'path', 'string'),
        cel.fact(values, 'change', 'holder', 'dyn'),
        cel.fact(values, 'change', 'live', 'dyn'),
        cel.fact(values, 'change', 'declared', 'dyn'),
      ),
  },
})
