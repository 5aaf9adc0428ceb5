import type { Dialect } from '../dialect.ts'
import { batch } from './batch.ts'
import { customers } from './customers.ts'
import { say } from './errors.ts'
import { lists } from './lists.ts'

/** The record in our own words, with every guarantee it can give. */
export const native = {
  name: 'native',
  title: 'Clientele',
  mounts: [
    {
      prefix: '/v1',
      routes(app, tools) {
        app.decorateRequest('context')
        lists(app, tools)
        customers(app, tools)
        batch(app, tools)
      },
      say,
    },
  ],
  openapi: () => ({}),
} satisfies Dialect
