import type { FastifyInstance } from 'fastify'
import { writeOnce } from '../../core/idempotency/write-once.ts'
import { createStore, getStore, listStores, updateStore } from '../../core/stores/stores.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { noParameters } from './key-schemas.ts'
import { onlyPageParameters, sendPage } from './paging.ts'
import { tokenOf } from './preconditions.ts'
import { storeBody, storeChanges } from './store-schemas.ts'
import { sendThing } from './thing.ts'

/** The stores of the organization. */
export function stores(app: FastifyInstance, tools: Tools): void {
  const enter = admission(tools, secretOf)
  const reading = enter({ scope: 'settings:read' })
  const administering = enter({ scope: 'settings:admin' })

  app.get('/stores', reading, async (request, reply) => {
    const parameters = read(onlyPageParameters, request.query)
    const page = await listStores(contextOf(request), { ...parameters, size: parameters.limit })
    const rows = page.rows.map((store) => JSON.stringify(store))
    return sendPage(request, reply, rows, page, parameters)
  })

  app.post('/stores', administering, async (request, reply) => {
    read(noParameters, request.query)
    const draft = read(storeBody, request.body)
    const token = tokenOf(request, 'createStore')
    const store = await writeOnce(contextOf(request), token, (ctx) => createStore(ctx, draft))
    return sendThing(request, reply, store, `/v1/stores/${store.id}`)
  })

  app.get<ById>('/stores/:id', reading, async (request) => {
    read(noParameters, request.query)
    return getStore(contextOf(request), request.params.id)
  })

  app.patch<ById>('/stores/:id', administering, async (request, reply) => {
    read(noParameters, request.query)
    const changes = read(storeChanges, request.body)
    const token = tokenOf(request, 'changeStore')
    const { id } = request.params
    const store = await writeOnce(contextOf(request), token, (ctx) => updateStore(ctx, id, changes))
    return sendThing(request, reply, store)
  })
}

interface ById {
  Params: { id: string }
}
