import type { FastifyInstance } from 'fastify'
import { issueOnce } from '../../core/idempotency/issue-once.ts'
import { writeOnce } from '../../core/idempotency/write-once.ts'
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
import { tokenOf } from './preconditions.ts'
import { sendThing } from './thing.ts'

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
    const draft = read(organizationBody, request.body)
    const token = tokenOf(request, 'create organization')
    const organization = await writeOnce(contextOf(request), token, ({ db }) => createOrganization(db, draft))
    return sendThing(request, reply, organization, `/v1/organizations/${organization.id}`)
  })

  app.get<ById>('/organizations/:id', administering, async (request) => {
    read(noParameters, request.query)
    return getOrganization(tools.db, request.params.id)
  })

  app.patch<ById>('/organizations/:id', administering, async (request, reply) => {
    read(noParameters, request.query)
    const changes = read(organizationChanges, request.body)
    const token = tokenOf(request, 'change organization')
    const organization = await writeOnce(contextOf(request), token, ({ db }) =>
      updateOrganization(db, request.params.id, changes),
    )
    tools.setups.forget(organization.id)
    return sendThing(request, reply, organization)
  })

  app.post<ById>('/organizations/:id/keys', administering, async (request, reply) => {
    read(noParameters, request.query)
    const draft = read(keyBody, request.body)
    const token = tokenOf(request, 'issue key of organization')
    const issued = await issueOnce(contextOf(request), token, secretOf(request), async ({ db, actor }) => {
      const { id } = await getOrganization(db, request.params.id)
      return makeKey(db, id, draft, actor)
    })
    return sendIssued(reply, issued)
  })
}

interface ById {
  Params: { id: string }
}
