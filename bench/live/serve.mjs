// A server that speaks as much of EC2, STS and SQS as the bench asks for, each answer after a fixed latency. Prints its port.
import { createServer } from 'node:http'

const [instances, groups, latency, perSecond] = process.argv.slice(2).map(Number)
const pageSize = 1000

const identity =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/bench</Arn><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>'

function instance(at) {
  const id = `i-${at.toString(16).padStart(17, '0')}`
  return `<item><reservationId>r-${at}</reservationId><ownerId>111122223333</ownerId><instancesSet><item><instanceId>${id}</instanceId><imageId>ami-0123456789abcdef0</imageId><instanceState><code>16</code><name>running</name></instanceState><privateDnsName>ip-10-0-0-1.eu-west-1.compute.internal</privateDnsName><keyName>ops</keyName><amiLaunchIndex>0</amiLaunchIndex><instanceType>m6i.large</instanceType><launchTime>2026-01-01T00:00:00.000Z</launchTime><placement><availabilityZone>eu-west-1a</availabilityZone><tenancy>default</tenancy></placement><monitoring><state>disabled</state></monitoring><subnetId>subnet-0123456789abcdef0</subnetId><vpcId>vpc-0123456789abcdef0</vpcId><privateIpAddress>10.0.0.1</privateIpAddress><sourceDestCheck>true</sourceDestCheck><groupSet><item><groupId>sg-0123456789abcdef0</groupId><groupName>web</groupName></item></groupSet><architecture>x86_64</architecture><rootDeviceType>ebs</rootDeviceType><rootDeviceName>/dev/xvda</rootDeviceName><blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-${at}</volumeId><status>attached</status><attachTime>2026-01-01T00:00:00.000Z</attachTime><deleteOnTermination>true</deleteOnTermination></ebs></item></blockDeviceMapping><virtualizationType>hvm</virtualizationType><tagSet><item><key>Name</key><value>web-${at}</value></item><item><key>team</key><value>shop</value></item></tagSet><hypervisor>xen</hypervisor><networkInterfaceSet/><ebsOptimized>true</ebsOptimized><enaSupport>true</enaSupport><metadataOptions><state>applied</state><httpTokens>required</httpTokens><httpPutResponseHopLimit>2</httpPutResponseHopLimit><httpEndpoint>enabled</httpEndpoint></metadataOptions></item></instancesSet></item>`
}

function group(at) {
  const rule = (port) =>
    `<item><ipProtocol>tcp</ipProtocol><fromPort>${port}</fromPort><toPort>${port}</toPort><groups/><ipRanges><item><cidrIp>10.0.0.0/8</cidrIp><description>inside</description></item></ipRanges><ipv6Ranges/><prefixListIds/></item>`
  return `<item><ownerId>111122223333</ownerId><groupId>sg-${at.toString(16).padStart(17, '0')}</groupId><groupName>group-${at}</groupName><groupDescription>of the bench</groupDescription><vpcId>vpc-0123456789abcdef0</vpcId><ipPermissions>${rule(80)}${rule(443)}</ipPermissions><ipPermissionsEgress>${rule(0)}</ipPermissionsEgress><tagSet><item><key>team</key><value>shop</value></item></tagSet></item>`
}

/** One page of a list, made once. */
const pages = new Map()
function page(action, set, count, one, from) {
  const key = `${action} ${from}`
  if (!pages.has(key)) {
    const items = Array.from({ length: Math.min(pageSize, count - from) }, (_, at) => one(from + at)).join('')
    const next = from + pageSize < count ? `<nextToken>${from + pageSize}</nextToken>` : ''
    pages.set(key, `<${action}Response><${set}>${items}</${set}>${next}</${action}Response>`)
  }
  return pages.get(key)
}

let tokens = perSecond
let at = performance.now()
let refused = 0

function isGranted() {
  const now = performance.now()
  tokens = Math.min(perSecond, tokens + ((now - at) / 1000) * perSecond)
  at = now
  if (tokens < 1) return false
  tokens -= 1
  return true
}

const answers = {
  GetCallerIdentity: () => identity,
  DescribeInstances: (from) => page('DescribeInstances', 'reservationSet', instances, instance, from),
  DescribeSecurityGroups: (from) => page('DescribeSecurityGroups', 'securityGroupInfo', groups, group, from),
}

const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk) => (body += chunk))
  request.on('end', () => {
    setTimeout(() => {
      if (request.headers['x-amz-target'] !== undefined) {
        const isYes = isGranted()
        if (!isYes) refused += 1
        response
          .writeHead(isYes ? 200 : 400, { 'content-type': 'application/x-amz-json-1.0', 'x-refused': refused })
          .end(isYes ? '{"Attributes":{}}' : '{"__type":"com.amazonaws.sqs#RequestThrottled","message":"Rate exceeded"}')
        return
      }
      const form = new URLSearchParams(body)
      const answer = answers[form.get('Action')]
      const text =
        answer === undefined
          ? `<Response><Errors><Error><Code>Unknown</Code></Error></Errors></Response>`
          : answer(Number(form.get('NextToken') ?? 0))
      response.writeHead(answer === undefined ? 400 : 200, { 'content-type': 'text/xml' }).end(text)
    }, latency)
  })
})
// Pages are made before the clock runs.
for (let from = 0; from < instances; from += pageSize) answers.DescribeInstances(from)
for (let from = 0; from < groups; from += pageSize) answers.DescribeSecurityGroups(from)
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))
