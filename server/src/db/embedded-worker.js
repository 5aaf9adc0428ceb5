import { flushCompileCache } from 'node:module'
import '../engine.js'

// A thread has a compile cache of its own.
await import('./embedded-worker.ts')
flushCompileCache()
