import type { Database } from '../../db/database.ts'
import type { Context } from '../context.ts'

/** The context of work that the clock asks for, under the name of its job. */
export const byClock = (db: Database, organizationId: string, job: string): Context => ({
  db,
  organizationId,
  country: 'US',
  actor: job,
  requestId: job,
  preconditionRequired: false,
  scopes: [],
  mask: null,
})
