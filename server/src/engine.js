import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

// What every thread asks of the engine before it loads anything else. This file and those that import it are JavaScript,
// so that no start needs the stripper of types.

// The embedded database is optimised once it has worked for some seconds, not while it starts: that takes 2.5 s of a
// core, and 600 MB for one function alone. The compile cache asks whether the flags are the same, so this comes before it.
setFlagsFromString('--wasm-tiering-budget=1000000000')

// From the second start on, types are stripped and code is compiled already. Where nothing can be written, all starts are
// like the first.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/clientele', import.meta.url)))
