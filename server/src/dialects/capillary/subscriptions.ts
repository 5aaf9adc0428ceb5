import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Customer } from '../../core/customers/customer.ts'
import type { Found } from '../../core/registration/find.ts'
import { type Subscribed, type Subscribing, subscribeRegistered } from '../../core/registration/subscribe.ts'
import { subscriptionsOf } from '../../core/registration/subscriptions.ts'
import { type Admit, callerOf } from './admission.ts'
import { done, failed } from './codes.ts'
import { mobileOf } from './customer.ts'
import { eachItem } from './each-item.ts'
import { batchOf, doneItem, type ItemAnswer, refusedItem } from './envelope.ts'
import { send } from './format.ts'
import { itemsOf, readItem } from './items.ts'
import { findBy } from './look-up.ts'
import { serve } from './mount.ts'
import { type Parameters, parametersOf, soughtIn } from './parameters.ts'
import { subscriptionOf } from './proposal.ts'
import { subscribing } from './schemas.ts'

/** What customers want to be told, by channel and priority (contract sheet §3.6 and §4.6). */
export function subscriptions(app: FastifyInstance, admit: Admit): void {
  const path = '/customer/subscriptions'

  serve(app, 'POST', path, admit({ resource: 'customer', level: 'WRITE' }), async (request, reply) =>
    send(request, reply, batchOf('subscriptions', 'subscription', await stated(request))),
  )

  serve(app, 'GET', path, admit({ resource: 'customer', level: 'READ' }), async (request, reply) =>
    send(request, reply, batchOf('subscriptions', 'subscription', await told(request))),
  )
}

function stated(request: FastifyRequest): Promise<ItemAnswer[]> {
  const { ctx, setup } = callerOf(request)
  return eachItem<Subscribing, Subscribed>(request, itemsOf(request, 'subscription', setup), {
    read: readSubscribing,
    act: (items) => subscribeRegistered(ctx, setup, items),
    show: (all) =>
      all.map(({ customer, subscription: { channel, priority, isSubscribed } }) => {
        const row = { channel, priority, scope: 'ALL', is_subscribed: isSubscribed ? '1' : '0' }
        return doneItem({ ...whose(customer), ...row }, done.subscribed)
      }),
  })
}

function readSubscribing(item: unknown): Subscribing | null {
  const sent = readItem(subscribing, item)
  if (!sent) return null
  const { id = null, mobile = null, email = null, external_id = null } = sent
  return { number: id, phone: mobile, email, external_id, ...subscriptionOf(sent) }
}

function told(request: FastifyRequest): Promise<ItemAnswer[]> | ItemAnswer[] {
  const { ctx, setup } = callerOf(request)
  const parameters = parametersOf(request)
  const sought = soughtIn(parameters, setup)
  if (!sought) return [refusedItem([], failed.invalid)]
  return eachItem<string, Found>(request, sought.values, {
    read: (value) => value as string,
    echo: (value) => [[sought.by, String(value)]],
    act: (all) => Promise.allSettled(all.map((value) => findBy(ctx, setup, sought.by, value))),
    show: (all) =>
      all.map(({ customer }) =>
        doneItem(
          { ...whose(customer), channel: channelsOf(customer, parameters), orgUnitSubscriptions: [] },
          done.subscriptions,
        ),
      ),
  })
}

function whose(customer: Customer) {
  const { number, email, external_id } = customer
  return {
    user_id: number,
    mobile: mobileOf(customer),
    email: email?.toLowerCase() ?? null,
    external_id,
  }
}

const channels = ['SMS', 'EMAIL'] as const
const priorities = ['BULK', 'TRANS'] as const

/** Every channel and priority that is asked for; what was never stated counts as subscribed (contract sheet §3.6). */
function channelsOf(customer: Customer, parameters: Parameters) {
  const isAskedFor = (name: string, value: string) =>
    (parameters.get(name) ?? value).toUpperCase().split(',').includes(value)
  const stated = subscriptionsOf(customer)
  return channels
    .filter((name) => isAskedFor('channel', name) && isAskedFor('scope', 'ALL'))
    .map((name) => ({
      name,
      priority: priorities
        .filter((priority) => isAskedFor('priority', priority))
        .map((priority) => {
          const one = stated.find((row) => row.channel === name && row.priority === priority)
          return {
            name: priority,
            subscribed: one?.isSubscribed === false ? '' : 'ALL',
            unsubscribed: one?.isSubscribed === false ? 'ALL' : '',
            user_preference: one === undefined ? 'NOT_SET' : one.isSubscribed ? 'SUBSCRIBED' : 'UNSUBSCRIBED',
          }
        }),
    }))
}
