import { enableCompileCache, flushCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// From the second start on, types are stripped and code is compiled already, which saves 0.6 s and 17 MB. This file itself
// is JavaScript, so that the stripper need not be loaded. Where nothing can be written, all starts are like the first.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/clientele', import.meta.url)))
const { run } = await import('./program.ts')
// A server may be killed, and then writes nothing.
flushCompileCache()
await run(process.argv.slice(2))
