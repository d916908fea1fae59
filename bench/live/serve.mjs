// A server that speaks as much of AWS as the bench asks for, each answer after a fixed latency. Prints its port.
import { createServer } from 'node:http'
import { database, group, instance, lambdaFunction, logGroup, role, roleDetail, volume } from './answers.mjs'

const [instances, groups, others, latency, perSecond] = process.argv.slice(2).map(Number)
const xml = 'text/xml'
const json = 'application/x-amz-json-1.1'

const identity =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/bench</Arn><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>'

/** Lists of EC2, of services with the query protocol, and of those that speak JSON: how many there are, a page holds, and what one is. */
const lists = {
  DescribeInstances: { count: instances, page: 1000, one: instance, print: ec2('reservationSet') },
  DescribeSecurityGroups: { count: groups, page: 1000, one: group, print: ec2('securityGroupInfo') },
  DescribeVolumes: { count: others, page: 1000, one: volume, print: ec2('volumeSet') },
  DescribeDBInstances: { count: others, page: 100, one: database, print: query('DBInstances', 'Marker') },
  ListRoles: { count: others, page: 1000, one: role, print: query('Roles', 'Marker') },
  GetAccountAuthorizationDetails: { count: others, page: 1000, one: roleDetail, print: query('RoleDetailList', 'Marker') },
  ListFunctions: { count: others, page: 50, one: lambdaFunction, print: object('Functions', 'NextMarker') },
  DescribeLogGroups: { count: others, page: 50, one: logGroup, print: object('logGroups', 'nextToken') },
}

function ec2(set) {
  return (action, items, next) =>
    `<${action}Response><${set}>${items.join('')}</${set}>${next === undefined ? '' : `<nextToken>${next}</nextToken>`}</${action}Response>`
}

function query(list, token) {
  return (action, items, next) =>
    `<${action}Response><${action}Result><${list}>${items.join('')}</${list}><IsTruncated>${next !== undefined}</IsTruncated>${next === undefined ? '' : `<${token}>${next}</${token}>`}</${action}Result></${action}Response>`
}

function object(list, token) {
  return (_action, items, next) => JSON.stringify({ [list]: items, ...(next === undefined ? {} : { [token]: String(next) }) })
}

/** One page of a list, made once. */
const pages = new Map()
function page(action, from) {
  const key = `${action} ${from}`
  if (!pages.has(key)) {
    const { count, page: size, one, print } = lists[action]
    const items = Array.from({ length: Math.max(0, Math.min(size, count - from)) }, (_, at) => one(from + at))
    pages.set(key, Buffer.from(print(action, items, from + size < count ? from + size : undefined)))
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

/** What is asked, and from where on. */
function asked({ headers, url }, body) {
  const target = headers['x-amz-target']
  if (target !== undefined) return { action: target.replace(/^.*\./, ''), from: JSON.parse(body || '{}').nextToken }
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  if (pathname.startsWith('/2015-03-31/functions')) return { action: 'ListFunctions', from: searchParams.get('Marker') }
  const form = new URLSearchParams(body)
  return { action: form.get('Action'), from: form.get('NextToken') ?? form.get('Marker') }
}

function answer(request, body) {
  const { action, from } = asked(request, body)
  if (action === 'GetCallerIdentity') return { type: xml, text: identity }
  if (action === 'GetResources') return { type: json, text: '{"ResourceTagMappingList":[]}' }
  if (action === 'GetQueueAttributes') {
    if (isGranted()) return { type: json, text: '{"Attributes":{}}' }
    refused += 1
    return { status: 400, type: json, text: '{"__type":"com.amazonaws.sqs#RequestThrottled","message":"Rate exceeded"}' }
  }
  if (lists[action] !== undefined) {
    return { type: action === 'ListFunctions' || action === 'DescribeLogGroups' ? json : xml, text: page(action, Number(from ?? 0)) }
  }
  return { status: 400, type: xml, text: '<Response><Errors><Error><Code>Unknown</Code></Error></Errors></Response>' }
}

const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk) => (body += chunk))
  request.on('end', () => {
    setTimeout(() => {
      const { status = 200, type, text } = answer(request, body)
      response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text), 'x-refused': refused }).end(text)
    }, latency)
  })
})
// Pages are made before the clock runs.
for (const [action, { count, page: size }] of Object.entries(lists)) for (let from = 0; from < count; from += size) page(action, from)
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))
