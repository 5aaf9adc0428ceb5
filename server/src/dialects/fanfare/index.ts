import type { Dialect, Mount } from '../dialect.ts'
import type { Generation } from './consumer.ts'
import { consumers } from './consumers.ts'
import { mannerOf, say } from './errors.ts'
import { openapi } from './openapi.ts'

/** The consumers contract: `/api` and the root speak the generated generation, `/api/v1` the older one (A1). */
export const fanfare = {
  name: 'fanfare',
  title: 'Fanfare-style consumers',
  mounts: [mount('/api/v1', 'older'), mount('/api', 'current'), mount('', 'current')],
  openapi,
} satisfies Dialect

function mount(prefix: string, generation: Generation): Mount {
  return {
    prefix,
    routes: (app, tools) => consumers(app, tools, generation),
    say: (problem, request, { redactErrors }) => say(problem, mannerOf(request, generation, redactErrors)),
  }
}
