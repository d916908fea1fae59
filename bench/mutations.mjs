/** What somebody did by hand, by the kind of resource: each changes live property trees, and is one finding at its address. */
export const mutations = {
  queue: (live) => {
    live.VisibilityTimeout = 5
  },
  bucket: (live) => {
    live.Tags.find(({ Key }) => Key === 'Purpose').Value = 'changed by hand'
  },
  versioning: (live) => {
    live.VersioningConfiguration.Status = 'Suspended'
  },
  publicAccess: (live) => {
    live.PublicAccessBlockConfiguration.BlockPublicPolicy = false
  },
  encryption: (live) => {
    live.BucketEncryption.ServerSideEncryptionConfiguration[0].BucketKeyEnabled = false
  },
  role: (live) => {
    live.MaxSessionDuration = 43200
  },
  policy: (live) => {
    live.PolicyDocument.Statement.push({ Sid: 'Everything', Effect: 'Allow', Action: '*', Resource: '*' })
  },
  /** Detached: the role no longer has the policy. */
  attachment: (live) => {
    live.ManagedPolicyArns.length = 0
  },
  group: (live) => {
    live.SecurityGroupEgress[1].CidrIp = '0.0.0.0/0'
  },
  /** A rule is shown twice: by itself and in its group. */
  rule: (shown) => {
    for (const rule of shown) rule.CidrIp = '0.0.0.0/0'
  },
  instance: (live) => {
    live.InstanceType = 'm5.4xlarge'
  },
  volume: (live) => {
    live.Size = 500
  },
}
