import type { FastifyInstance } from 'fastify'
import { type Enrolment, readEnrolments } from '../../core/cards/enrolment.ts'
import { belongs } from '../../core/cards/product.ts'
import { type Shown, shownBy } from '../../core/customers/get.ts'
import { knownId, missing } from '../../core/customers/identity.ts'
import { updateCustomer } from '../../core/customers/update.ts'
import { currentAs, currentCustomer } from '../../core/merges/follow.ts'
import { Refusal } from '../../core/problem.ts'
import { admission } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { sendJson } from '../send-json.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { changesOf, termsOf } from './change.ts'
import { noStatuses, view, withStatuses, writeStatuses } from './customer.ts'
import { paths } from './routes.ts'
import { updateBody } from './schemas.ts'
import { type Target, targetOf } from './target.ts'

/** One customer: retrieve, update, and what it has earned (contract sheet §2.3, §2.4, §2.10). */
export function customers(app: FastifyInstance, tools: Tools): void {
  const admit = admission(tools, secretOf)
  const reading = admit({ scope: 'customers:read' })
  const writing = admit({ scope: 'customers:write' })

  app.get<ById>(paths.customer, reading, async (request, reply) => {
    const target = await targetOf(tools, request)
    const shown = present(await currentAs(target.ctx, request.params.customer_id, view))
    await refuseOther(target, shown.id)
    return sendJson(reply, await shownTo(target, shown))
  })

  app.post<ById>(paths.customer, writing, async (request, reply) => {
    const target = await targetOf(tools, request)
    const body = read(updateBody, request.body)
    const customer = await onSurvivor(request.params.customer_id, async (id) => {
      await refuseOther(target, id)
      return updateCustomer(target.ctx, id, changesOf(body), termsOf(body))
    })
    return sendJson(reply, await shownTo(target, shownBy(view, customer)))
  })

  app.get<ById>(paths.rewardsBalance, reading, async (request) => {
    const target = await targetOf(tools, request)
    const { id, loyalty_balance: points } = present(
      await currentCustomer(target.ctx, request.params.customer_id),
    )
    await refuseOther(target, id)
    const hasProgramme = target.setup.programmes.some(({ is_default }) => is_default)
    // A point that is not whole cannot be spent.
    const reward_balance = hasProgramme ? Math.floor(points) : 0
    return { customer_id: id.toUpperCase(), reward_balance, reward_symbol: 'points' }
  })
}

interface ById {
  Params: { customer_id: string }
}

/** Raises missing for a customer that is archived. */
function present<Somebody extends Pick<Shown, 'archived_at'>>(customer: Somebody): Somebody {
  if (customer.archived_at !== null) throw missing()
  return customer
}

/** Raises missing for a customer that is tied to other products alone: it is as if it were not there (§6-18). */
export async function refuseOther({ ctx, product }: Target, id: string): Promise<void> {
  if (product === null) return
  if (!belongs(product, await readEnrolments(ctx, knownId(id)))) throw missing()
}

/** Does to the customer that another was merged into what is asked for the other. */
export async function onSurvivor<Done>(id: string, act: (id: string) => Promise<Done>): Promise<Done> {
  try {
    return await act(id)
  } catch (error) {
    if (!(error instanceof Refusal) || error.problem.kind !== 'merged') throw error
    return act(error.problem.into)
  }
}

/** A customer with its cards. Where the organization has no programmes, there is nothing to ask for. */
export async function shownTo(target: Target, { id, json }: Pick<Shown, 'id' | 'json'>): Promise<string> {
  return withStatuses(json, statusesOf(target, await cardsOf(target, id)))
}

function cardsOf({ ctx, setup }: Target, id: string): Promise<Enrolment[]> | Enrolment[] {
  return setup.cardProgrammes.length === 0 ? [] : readEnrolments(ctx, id)
}

const statusesOf = ({ product }: Target, cards: Enrolment[]) =>
  cards.length === 0 ? noStatuses : writeStatuses(product, cards)
