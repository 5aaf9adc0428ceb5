import type { FastifyInstance } from 'fastify'
import { enrolInCard, listCards } from '../../core/cards/enrol.ts'
import {
  createCardProgramme,
  getCardProgramme,
  listCardProgrammes,
  updateCardProgramme,
} from '../../core/cards/programmes.ts'
import { knownId } from '../../core/customers/identity.ts'
import { writeOnce } from '../../core/idempotency/write-once.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { cardBody, cardProgrammeBody, cardProgrammeChanges } from './card-schemas.ts'
import { noParameters } from './key-schemas.ts'
import { onlyPageParameters, sendPage } from './paging.ts'
import { tokenOf } from './preconditions.ts'
import { setUpOnce } from './set-up-once.ts'
import { sendThing } from './thing.ts'

/** The cards that the organization offers, and who has which. */
export function cards(app: FastifyInstance, tools: Tools): void {
  const admit = admission(tools, secretOf)
  const reading = admit({ scope: 'settings:read' })
  const administering = admit({ scope: 'settings:admin' })

  app.get('/card-programmes', reading, async (request, reply) => {
    const parameters = read(onlyPageParameters, request.query)
    const page = await listCardProgrammes(contextOf(request), { ...parameters, size: parameters.limit })
    const rows = page.rows.map((programme) => JSON.stringify(programme))
    return sendPage(request, reply, rows, page, parameters)
  })

  app.post('/card-programmes', administering, async (request, reply) => {
    read(noParameters, request.query)
    const draft = read(cardProgrammeBody, request.body)
    const programme = await setUpOnce(tools, request, 'createCardProgramme', (ctx) =>
      createCardProgramme(ctx, draft),
    )
    return sendThing(request, reply, programme, `/v1/card-programmes/${programme.id}`)
  })

  app.get<ById>('/card-programmes/:id', reading, async (request) => {
    read(noParameters, request.query)
    return getCardProgramme(contextOf(request), request.params.id)
  })

  app.patch<ById>('/card-programmes/:id', administering, async (request, reply) => {
    read(noParameters, request.query)
    const changes = read(cardProgrammeChanges, request.body)
    const { id } = request.params
    const programme = await setUpOnce(tools, request, 'changeCardProgramme', (ctx) =>
      updateCardProgramme(ctx, id, changes),
    )
    return sendThing(request, reply, programme)
  })

  app.get<ById>('/customers/:id/cards', admit({ scope: 'customers:read' }), async (request) => {
    read(noParameters, request.query)
    return { data: await listCards(contextOf(request), request.params.id) }
  })

  const writing = admit({ scope: 'customers:write' })
  app.put<Card>('/customers/:id/cards/:card_programme_id', writing, async (request, reply) => {
    read(noParameters, request.query)
    const { status } = read(cardBody, request.body)
    const { id, card_programme_id: programmeId } = request.params
    const card = await writeOnce(
      contextOf(request),
      tokenOf(request, 'putCard'),
      (ctx) => enrolInCard(ctx, id, programmeId, status),
      () => [knownId(id)],
    )
    return sendThing(request, reply, card)
  })
}

interface ById {
  Params: { id: string }
}

interface Card {
  Params: { id: string; card_programme_id: string }
}
