import type { FastifyInstance } from 'fastify'
import { writeOnce } from '../../core/idempotency/write-once.ts'
import { onTheWire, slowHashOf } from '../../core/tills/password.ts'
import { createTill, getTill, listTills, updateTill } from '../../core/tills/tills.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { noParameters } from './key-schemas.ts'
import { onlyPageParameters, sendPage } from './paging.ts'
import { guardedToken } from './preconditions.ts'
import { tillBody, tillChanges } from './store-schemas.ts'
import { sendThing } from './thing.ts'

/** The tills of the organization. */
export function tills(app: FastifyInstance, tools: Tools): void {
  const enter = admission(tools, secretOf)
  const reading = enter({ scope: 'settings:read' })
  const administering = enter({ scope: 'settings:admin' })

  app.get('/tills', reading, async (request, reply) => {
    const parameters = read(onlyPageParameters, request.query)
    const page = await listTills(contextOf(request), { ...parameters, size: parameters.limit })
    const rows = page.rows.map((till) => JSON.stringify(till))
    return sendPage(request, reply, rows, page, parameters)
  })

  app.post('/tills', administering, async (request, reply) => {
    read(noParameters, request.query)
    const { password, password_md5 = onTheWire(password ?? ''), ...members } = read(tillBody, request.body)
    // Before the transaction, which it would keep waiting.
    const draft = { ...members, password: await slowHashOf(password_md5) }
    const token = guardedToken(tools, request, 'createTill')
    const till = await writeOnce(contextOf(request), token, (ctx) => createTill(ctx, draft))
    return sendThing(request, reply, till, `/v1/tills/${till.id}`)
  })

  app.get<ById>('/tills/:id', reading, async (request) => {
    read(noParameters, request.query)
    return getTill(contextOf(request), request.params.id)
  })

  app.patch<ById>('/tills/:id', administering, async (request, reply) => {
    read(noParameters, request.query)
    const { password, password_md5, ...members } = read(tillChanges, request.body)
    const sent = password === undefined ? password_md5 : onTheWire(password)
    const changes = sent === undefined ? members : { ...members, password: await slowHashOf(sent) }
    const token = guardedToken(tools, request, 'changeTill')
    const { id } = request.params
    const till = await writeOnce(contextOf(request), token, (ctx) => updateTill(ctx, id, changes))
    return sendThing(request, reply, till)
  })
}

interface ById {
  Params: { id: string }
}
