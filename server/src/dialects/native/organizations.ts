import type { FastifyInstance } from 'fastify'
import { makeKey } from '../../core/keys/issue.ts'
import {
  createOrganization,
  getOrganization,
  listOrganizations,
  updateOrganization,
} from '../../core/organizations/organization.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { keyBody, noParameters, organizationBody, organizationChanges } from './key-schemas.ts'
import { sendIssued } from './keys.ts'
import { onlyPageParameters, sendPage } from './paging.ts'

/** All organizations, for the administrator, who belongs to none. */
export function organizations(app: FastifyInstance, tools: Tools): void {
  const administering = admission(tools, secretOf)({ scope: 'organizations:admin' })

  app.get('/organizations', administering, async (request, reply) => {
    const parameters = read(onlyPageParameters, request.query)
    const page = await listOrganizations(tools.db, { ...parameters, size: parameters.limit })
    const rows = page.rows.map((organization) => JSON.stringify(organization))
    return sendPage(request, reply, rows, page, parameters)
  })

  app.post('/organizations', administering, async (request, reply) => {
    read(noParameters, request.query)
    const organization = await createOrganization(tools.db, read(organizationBody, request.body))
    return reply.status(201).header('location', `/v1/organizations/${organization.id}`).send(organization)
  })

  app.get<ById>('/organizations/:id', administering, async (request) => {
    read(noParameters, request.query)
    return getOrganization(tools.db, request.params.id)
  })

  app.patch<ById>('/organizations/:id', administering, async (request) => {
    read(noParameters, request.query)
    const changes = read(organizationChanges, request.body)
    return updateOrganization(tools.db, request.params.id, changes)
  })

  app.post<ById>('/organizations/:id/keys', administering, async (request, reply) => {
    read(noParameters, request.query)
    const draft = read(keyBody, request.body)
    const { id } = await getOrganization(tools.db, request.params.id)
    return sendIssued(reply, await makeKey(tools.db, id, draft, contextOf(request).actor))
  })
}

interface ById {
  Params: { id: string }
}
