#!/usr/bin/env node
await (await import('./process.ts')).runProcess()
