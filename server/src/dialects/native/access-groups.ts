import type { FastifyInstance } from 'fastify'
import {
  createAccessGroup,
  getAccessGroup,
  listAccessGroups,
  updateAccessGroup,
} from '../../core/access-groups/access-groups.ts'
import { writeOnce } from '../../core/idempotency/write-once.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { noParameters } from './key-schemas.ts'
import { onlyPageParameters, sendPage } from './paging.ts'
import { tokenOf } from './preconditions.ts'
import { accessGroupBody, accessGroupChanges } from './store-schemas.ts'
import { sendThing } from './thing.ts'

/** The access groups of the organization. */
export function accessGroups(app: FastifyInstance, tools: Tools): void {
  const enter = admission(tools, secretOf)
  const reading = enter({ scope: 'settings:read' })
  const administering = enter({ scope: 'settings:admin' })

  app.get('/access-groups', reading, async (request, reply) => {
    const parameters = read(onlyPageParameters, request.query)
    const page = await listAccessGroups(contextOf(request), { ...parameters, size: parameters.limit })
    const rows = page.rows.map((group) => JSON.stringify(group))
    return sendPage(request, reply, rows, page, parameters)
  })

  app.post('/access-groups', administering, async (request, reply) => {
    read(noParameters, request.query)
    const draft = read(accessGroupBody, request.body)
    const token = tokenOf(request, 'createAccessGroup')
    const group = await writeOnce(contextOf(request), token, (ctx) => createAccessGroup(ctx, draft))
    return sendThing(request, reply, group, `/v1/access-groups/${group.id}`)
  })

  app.get<ById>('/access-groups/:id', reading, async (request) => {
    read(noParameters, request.query)
    return getAccessGroup(contextOf(request), request.params.id)
  })

  app.patch<ById>('/access-groups/:id', administering, async (request, reply) => {
    read(noParameters, request.query)
    const changes = read(accessGroupChanges, request.body)
    const token = tokenOf(request, 'changeAccessGroup')
    const { id } = request.params
    const group = await writeOnce(contextOf(request), token, (ctx) => updateAccessGroup(ctx, id, changes))
    return sendThing(request, reply, group)
  })
}

interface ById {
  Params: { id: string }
}
