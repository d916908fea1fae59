/**
 * Reads an account from a server on this machine that answers after a fixed latency, and holds the time against the least that it
 * could take; then sends more calls than a server grants, and counts those that are lost. `--smoke`: small, a few seconds.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './measure.mjs'

const smoke = process.argv.includes('--smoke')
const size = smoke
  ? { instances: 2000, groups: 400, others: 200, latency: 50 }
  : { instances: 10_000, groups: 2000, others: 2000, latency: 100 }
/** Kinds of other protocols, and the client of each. */
const others = {
  'AWS::EC2::Volume': 'ec2',
  'AWS::RDS::DBInstance': 'rds',
  'AWS::IAM::Role': 'iam',
  'AWS::Lambda::Function': 'lambda',
  'AWS::Logs::LogGroup': 'cloudwatch-logs',
}
const burst = smoke ? { calls: 100, wide: 50 } : { calls: 600, wide: 50 }
const granted = 25
const path = (name) => fileURLToPath(new URL(name, import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'driftgate-live-'))
const server = spawn(process.execPath, [path('live/serve.mjs'), ...Object.values(size).map(String), String(granted)], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
let wrong = 0
try {
  const [port] = await once(server.stdout, 'data')
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${String(port).trim()}`,
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_REGION: 'eu-west-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  })
  reading()
  for (const [kind, client] of Object.entries(others)) readingOne(kind, client)
  throttling()
} finally {
  server.kill()
  rmSync(folder, { recursive: true, force: true })
}
if (wrong > 0) {
  say(`FAILED: ${wrong} wrong answers`)
  process.exitCode = 1
}

function say(text) {
  process.stdout.write(`${text}\n`)
}

/** What reading took, loading of what reads and of the client apart. */
function read(client, kinds) {
  const start = run([path('live/read.mjs'), client], { folder }).cpu
  const { cpu, rss, stdout } = run([path('live/read.mjs'), client, ...kinds], { folder })
  return { ...JSON.parse(stdout), start, cpu: cpu - start, rss }
}

/** The pages of one list come one after the other, whatever the width: the longest list is what latency costs at least. */
function reading() {
  const { rows, gaps, calls, wall, start, cpu, rss } = read('@aws-sdk/client-ec2', ['AWS::EC2::Instance', 'AWS::EC2::SecurityGroup'])
  const made = Object.values(calls).reduce((sum, each) => sum + each, 0)
  const list = (Math.ceil(size.instances / 1000) + 1) * size.latency
  const least = Math.max(list, (made / 20) * 1000 - 2500, cpu)
  say(`live: ${size.instances} instances, ${size.groups} security groups, ${size.latency} ms an answer, ${made} calls`)
  say(`  wall / least              ${(wall / least).toFixed(2)}  (goal <= 1.25)   ${wall.toFixed(0)} / ${least.toFixed(0)} ms`)
  say(`  CPU of 100 rows           ${(cpu / (rows / 100)).toFixed(1)} ms  (goal <= 2)   start ${start.toFixed(0)} ms apart`)
  say(`  RSS                       ${(rss / 1024 / 1024).toFixed(0)} MB  (goal < 300)`)
  wrong += Math.abs(size.instances + size.groups - rows) + gaps
}

function readingOne(kind, client) {
  const { rows, gaps, cpu } = read(`@aws-sdk/client-${client}`, [kind])
  say(`  CPU of 100 rows           ${(cpu / (rows / 100)).toFixed(1)} ms  ${size.others} of ${kind}`)
  wrong += Math.abs(size.others - rows) + gaps
}

function throttling() {
  const { lost, throttled, seconds } = JSON.parse(
    run([path('live/throttled.mjs'), String(burst.calls), String(burst.wide)], { folder }).stdout,
  )
  const ideal = (burst.calls - granted) / granted
  say(`live: ${burst.calls} calls, ${burst.wide} at a time, where ${granted} a second are granted`)
  say(`  wall / ideal              ${(seconds / ideal).toFixed(2)}  (goal <= 1.15)   ${lost} lost, ${throttled} throttled`)
  wrong += lost
}
