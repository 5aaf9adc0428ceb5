import type { Dialect } from '../dialect.ts'
import { customers } from './customers.ts'
import { say } from './errors.ts'
import { keys } from './keys.ts'
import { links } from './links.ts'
import { openapi } from './openapi.ts'
import { prefix } from './routes.ts'
import { search } from './search.ts'
import { sessions } from './sessions.ts'

/** The customer contract, version 2 (contract sheet §2). */
export const imprint = {
  name: 'imprint',
  title: 'Imprint-style customers',
  mounts: [
    {
      prefix,
      routes(app, tools) {
        app.decorateRequest('context')
        search(app, tools)
        customers(app, tools)
        links(app, tools)
        sessions(app, tools)
        keys(app, tools)
      },
      say,
    },
  ],
  openapi,
} satisfies Dialect
