import type { FastifyInstance } from 'fastify'
import { erasePerson } from '../../core/privacy/erase.ts'
import { exportPerson } from '../../core/privacy/export.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { noParameters } from './key-schemas.ts'
import { termsOf } from './preconditions.ts'
import { sendThing } from './thing.ts'

/** What a person may ask for: everything that is held about them, and its removal. */
export function privacy(app: FastifyInstance, tools: Tools): void {
  const answering = admission(tools, secretOf)({ scope: 'privacy:admin' })

  app.get<ById>('/customers/:id/export', answering, async (request) => {
    read(noParameters, request.query)
    return exportPerson(contextOf(request), request.params.id)
  })

  app.post<ById>('/customers/:id/erase', answering, async (request, reply) => {
    read(noParameters, request.query)
    const { customer_id, erased_at } = await erasePerson(
      contextOf(request),
      tools.erasedList,
      request.params.id,
      termsOf(request, 'erase'),
    )
    return sendThing(request, reply, { customer_id, erased_at })
  })
}

interface ById {
  Params: { id: string }
}
