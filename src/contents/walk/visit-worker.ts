import { parentPort } from 'node:worker_threads'
import { visit, type Visit } from './visit.ts'

// A thread of the pool in visitors.ts: a batch in, what was read out.
parentPort?.on('message', (batch: Visit) => parentPort?.postMessage(visit(batch), []))
