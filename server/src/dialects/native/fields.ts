import type { FastifyInstance } from 'fastify'
import { createField, getField, listFields, updateField } from '../../core/fields/fields.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { fieldBody, fieldChanges, fieldParameters } from './field-schemas.ts'
import { noParameters } from './key-schemas.ts'
import { sendPage } from './paging.ts'
import { setUpOnce } from './set-up-once.ts'
import { sendThing } from './thing.ts'

/** The members of custom and extended fields that the organization knows. */
export function fields(app: FastifyInstance, tools: Tools): void {
  const enter = admission(tools, secretOf)
  const reading = enter({ scope: 'settings:read' })
  const administering = enter({ scope: 'settings:admin' })

  app.get('/fields', reading, async (request, reply) => {
    const parameters = read(fieldParameters, request.query)
    const page = await listFields(contextOf(request), parameters, { ...parameters, size: parameters.limit })
    const rows = page.rows.map((field) => JSON.stringify(field))
    return sendPage(request, reply, rows, page, parameters)
  })

  app.post('/fields', administering, async (request, reply) => {
    read(noParameters, request.query)
    const draft = read(fieldBody, request.body)
    const field = await setUpOnce(tools, request, 'createField', (ctx) => createField(ctx, draft))
    return sendThing(request, reply, field, `/v1/fields/${field.id}`)
  })

  app.get<ById>('/fields/:id', reading, async (request) => {
    read(noParameters, request.query)
    return getField(contextOf(request), request.params.id)
  })

  app.patch<ById>('/fields/:id', administering, async (request, reply) => {
    read(noParameters, request.query)
    const changes = read(fieldChanges, request.body)
    const { id } = request.params
    const field = await setUpOnce(tools, request, 'changeField', (ctx) => updateField(ctx, id, changes))
    return sendThing(request, reply, field)
  })
}

interface ById {
  Params: { id: string }
}
