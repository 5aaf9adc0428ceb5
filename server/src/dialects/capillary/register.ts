import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Context } from '../../core/context.ts'
import { readMemberships } from '../../core/loyalty/memberships.ts'
import { addRegistered } from '../../core/registration/add.ts'
import type { Proposal, Registered } from '../../core/registration/proposal.ts'
import { updateRegistered } from '../../core/registration/update.ts'
import type { Setup } from '../../core/setup/setup.ts'
import { type Admit, callerOf } from './admission.ts'
import { done } from './codes.ts'
import { eachItem } from './each-item.ts'
import { batchOf } from './envelope.ts'
import { send } from './format.ts'
import { itemsOf } from './items.ts'
import { serve } from './mount.ts'
import { proposalOf } from './proposal.ts'
import { registeredItem } from './shown.ts'

/** Changing and registering customers (contract sheet §2 and §4.1). */
export function registering(app: FastifyInstance, admit: Admit): void {
  const writing = admit({ resource: 'customer', level: 'WRITE' })

  serve(app, ['PUT', 'POST'], '/customer/update', writing, async (request, reply) =>
    send(request, reply, await answerTo(request, updateRegistered)),
  )

  serve(app, 'POST', '/customer/add', writing, async (request, reply) => {
    const attributedTill = callerOf(request).till?.code ?? null
    const add: Act = (ctx, setup, proposals) =>
      addRegistered(
        ctx,
        setup,
        proposals.map((one) => ({ ...one, attributedTill })),
      )
    return send(request, reply, await answerTo(request, add))
  })
}

type Act = (ctx: Context, setup: Setup, proposals: Proposal[]) => Promise<PromiseSettledResult<Registered>[]>

async function answerTo(request: FastifyRequest, act: Act): Promise<string> {
  const { ctx, setup } = callerOf(request)
  // Whoever puts off what follows is not told of it (contract sheet §3.8).
  const showsEffects = request.headers['x-cap-direct-replay'] !== 'true'
  const answers = await eachItem<Proposal, Registered>(request, itemsOf(request, 'customer', setup), {
    read: (item) => proposalOf(item, setup.timeZone),
    act: (proposals) => act(ctx, setup, proposals),
    async show(all) {
      const ids = all.map(({ customer }) => customer.id)
      const memberships = await readMemberships(ctx, setup, ids)
      return all.map((one) => {
        const said = one.created ? done.registered : done.updated
        return registeredItem(setup, one, memberships.get(one.customer.id) ?? [], said, showsEffects)
      })
    },
  })
  return batchOf('customers', 'customer', answers)
}
