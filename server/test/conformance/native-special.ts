import { pruneChanges } from '../../src/core/changes/prune.ts'
import type { Client, TestApp } from '../app.ts'
import { caughtUp } from '../feed.ts'
import type { Named, Request } from '../isolation.ts'

const unknownId = '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71'
const posted = (path: string, body: object) => async () => [{ path, body }]

/** Requests for statuses that depend on more than what is named: by operation, sent after its others. */
export const special: Record<string, (app: TestApp, owner: Client, named: Named) => Promise<Request[]>> = {
  // The table asks for what is there already.
  'POST /v1/customers': posted('/customers', {}),
  'POST /v1/card-programmes': posted('/card-programmes', { name: 'New' }),
  'POST /v1/programmes': posted('/programmes', { name: 'New' }),
  'POST /v1/fields': posted('/fields', { kind: 'custom', name: 'new' }),
  'POST /v1/access-groups': posted('/access-groups', { name: 'new', permissions: {} }),

  'PUT /v1/customers/by/{field}/{value}': posted('/customers/by/number/999999999', {}),
  'POST /v1/customers/{customer_id}/merge/preview': (_, owner, named) =>
    merging(owner, named, '/merge/preview'),
  'POST /v1/customers/{customer_id}/merge': (_, owner, named) => merging(owner, named, '/merge'),

  async 'GET /v1/customers/{customer_id}'(app, owner, { id }) {
    const moment = new Date().toISOString()
    await owner.send(`/v1/customers/${id}`, { method: 'PATCH', body: { city: 'Bonn' } })
    await prune(app)
    return [{ path: `/customers/${id}?as_of=${moment}` }]
  },
  'GET /v1/changes': (app, owner) => forgotten(app, owner, '/changes'),
  async 'GET /v1/changes/stream'(app, owner) {
    return [{ path: '/changes/stream' }, ...(await forgotten(app, owner, '/changes/stream'))]
  },
}

/** A victim that is not there, versions that are not the latest, and a victim that is archived. */
async function merging(owner: Client, { id, otherId }: Named, below: string): Promise<Request[]> {
  const { body: archived } = await owner.post('/v1/customers', {})
  await owner.delete(`/v1/customers/${archived.id}`)
  const path = `/customers/${id}${below}`
  return [
    { path, body: { victim: unknownId } },
    { path, body: { victim: archived.id } },
    { path: `/customers/${otherId}${below}`, body: { victim: id, versions: { survivor: 99 } } },
  ]
}

/** A cursor of which the next line is gone. */
async function forgotten(app: TestApp, owner: Client, path: string): Promise<Request[]> {
  const { body } = await owner.get('/v1/changes?limit=1')
  await prune(app)
  return [{ path: `${path}?after=${body.next}` }]
}

async function prune({ services: { db } }: TestApp): Promise<void> {
  await caughtUp(db)
  await pruneChanges(db, new Date(Date.now() + 60_000).toISOString())
}
