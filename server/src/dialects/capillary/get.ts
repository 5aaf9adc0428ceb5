import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Context } from '../../core/context.ts'
import { readExpiries } from '../../core/loyalty/expiries.ts'
import { readMemberships } from '../../core/loyalty/memberships.ts'
import type { Found } from '../../core/registration/find.ts'
import type { Setup } from '../../core/setup/setup.ts'
import { type Admit, callerOf } from './admission.ts'
import { done, failed } from './codes.ts'
import { eachItem } from './each-item.ts'
import { batchOf, type ItemAnswer, refusedItem } from './envelope.ts'
import { send } from './format.ts'
import { foundItem } from './found.ts'
import { historiesOf } from './history.ts'
import { findBy } from './look-up.ts'
import { serve } from './mount.ts'
import { type Parameters, parametersOf, soughtIn } from './parameters.ts'
import { tillsOf } from './till-names.ts'

/** Looking customers up (contract sheet §4.2). */
export function getting(app: FastifyInstance, admit: Admit): void {
  serve(
    app,
    'GET',
    '/customer/get',
    admit({ resource: 'customer', level: 'READ' }),
    async (request, reply) => {
      const parameters = parametersOf(request)
      return send(request, reply, batchOf('customers', 'customer', await found(request, parameters)))
    },
  )
}

async function found(request: FastifyRequest, parameters: Parameters): Promise<ItemAnswer[]> {
  const { ctx, setup } = callerOf(request)
  const sought = soughtIn(parameters, setup)
  if (!sought) return [refusedItem([], failed.invalid)]
  const { by, values } = sought
  return eachItem<string, Found>(request, values, {
    read: (value) => value as string,
    echo: (value) => [[by, String(value)]],
    act: (all) => Promise.allSettled(all.map((value) => findBy(ctx, setup, by, value))),
    show: (all) => show(ctx, setup, all, parameters),
  })
}

async function show(ctx: Context, setup: Setup, all: Found[], parameters: Parameters): Promise<ItemAnswer[]> {
  const customers = all.map(({ customer }) => customer)
  const ids = customers.map(({ id }) => id)
  const asks = (flag: string) => parameters.get(flag) === 'true'
  const [memberships, tills, histories, expiries] = await Promise.all([
    readMemberships(ctx, setup, ids),
    tillsOf(ctx, customers),
    asks('slab_history') ? historiesOf(ctx, setup, ids) : null,
    asks('expiry_schedule') || asks('expired_points') ? readExpiries(ctx, ids) : null,
  ])
  return all.map((one) => {
    const { id, registered_till } = one.customer
    const beside = {
      memberships: memberships.get(id) ?? [],
      till: registered_till === null ? null : (tills.get(registered_till) ?? null),
      history: histories?.get(id) ?? null,
      expiries: expiries?.get(id) ?? null,
    }
    return foundItem(setup, one, beside, parameters, done.retrieved)
  })
}
