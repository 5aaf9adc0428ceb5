import type { FastifyInstance } from 'fastify'
import { changeProgramme, createProgramme } from '../../core/loyalty/change-programme.ts'
import { getProgramme } from '../../core/loyalty/get.ts'
import { listProgrammes } from '../../core/loyalty/list.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { noParameters } from './key-schemas.ts'
import { onlyPageParameters, sendPage } from './paging.ts'
import { programmeBody, programmeChanges } from './programme-schemas.ts'
import { setUpOnce } from './set-up-once.ts'
import { sendThing } from './thing.ts'

/** Loyalty programmes of the organization, with their tiers. */
export function programmes(app: FastifyInstance, tools: Tools): void {
  const admit = admission(tools, secretOf)
  const reading = admit({ scope: 'settings:read' })
  const administering = admit({ scope: 'settings:admin' })

  app.get('/programmes', reading, async (request, reply) => {
    const parameters = read(onlyPageParameters, request.query)
    const page = await listProgrammes(contextOf(request), { ...parameters, size: parameters.limit })
    const rows = page.rows.map((programme) => JSON.stringify(programme))
    return sendPage(request, reply, rows, page, parameters)
  })

  app.post('/programmes', administering, async (request, reply) => {
    read(noParameters, request.query)
    const draft = read(programmeBody, request.body)
    const programme = await setUpOnce(tools, request, 'programme', (ctx) => createProgramme(ctx, draft))
    return sendThing(request, reply, programme, `/v1/programmes/${programme.id}`)
  })

  app.get<ById>('/programmes/:id', reading, async (request) => {
    read(noParameters, request.query)
    return getProgramme(contextOf(request), request.params.id)
  })

  app.patch<ById>('/programmes/:id', administering, async (request, reply) => {
    read(noParameters, request.query)
    const changes = read(programmeChanges, request.body)
    const { id } = request.params
    const programme = await setUpOnce(tools, request, 'change programme', (ctx) =>
      changeProgramme(ctx, id, changes),
    )
    return sendThing(request, reply, programme)
  })
}

interface ById {
  Params: { id: string }
}
