import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Customer } from '../../core/customers/customer.ts'
import { getCustomer } from '../../core/customers/get.ts'
import { addIdentityRequest } from '../../core/identity-requests/add.ts'
import {
  approveIdentityRequest,
  type Decided,
  rejectIdentityRequest,
} from '../../core/identity-requests/decide.ts'
import type { RequestStatus } from '../../core/identity-requests/identity-request.ts'
import { listIdentityRequests, type RequestFilter } from '../../core/identity-requests/list.ts'
import { Refusal } from '../../core/problem.ts'
import { type Admit, type Caller, callerOf } from './admission.ts'
import { done, type Said } from './codes.ts'
import { eachItem, inOrder } from './each-item.ts'
import type { ItemAnswer } from './envelope.ts'
import { send } from './format.ts'
import { isMembers, itemsOf, readItem } from './items.ts'
import { findBy } from './look-up.ts'
import { serve } from './mount.ts'
import { type Parameters, parametersOf, soughtIn } from './parameters.ts'
import { askedIn, type SentRequest, sentRequest } from './request-item.ts'
import { requestBatch, requestItem } from './request-shown.ts'
import { kindOf, requestWords } from './request-words.ts'
import { decision } from './schemas.ts'

/** Requests to change an identity, or to merge, and what becomes of them (contract sheet §4.5). */
export function requests(app: FastifyInstance, admit: Admit): void {
  const writing = admit({ resource: 'requests', level: 'WRITE' })

  serve(app, 'POST', '/request/add', writing, async (request, reply) =>
    send(request, reply, requestBatch(await added(request))),
  )

  for (const [path, decide] of [
    ['/request/approve', approveIdentityRequest],
    ['/request/reject', rejectIdentityRequest],
  ] as const)
    serve(app, 'POST', path, writing, async (request, reply) =>
      send(request, reply, requestBatch(await decided(request, decide))),
    )

  serve(app, 'GET', '/request/get', admit({ resource: 'requests', level: 'READ' }), async (request, reply) =>
    send(request, reply, requestBatch(await found(request))),
  )
}

function added(request: FastifyRequest): Promise<ItemAnswer[]> {
  const caller = callerOf(request)
  const approves = parametersOf(request).get('client_auto_approve') === 'true'
  return eachItem<SentRequest, Shown>(request, itemsOf(request, 'request', caller.setup), {
    read: (item) => sentRequest(item, caller.setup.timeZone),
    echo: echoOf(['reference_id', 'base_type']),
    say: requestWords,
    act: (all) => inOrder(all, (sent) => add(caller, sent, approves)),
    show: (all) => all.map((one) => requestItem(caller.setup, one, done.requestAdded, one.warnings)),
  })
}

type Shown = Decided & { warnings: Said[] }

async function add(caller: Caller, sent: SentRequest, approves: boolean): Promise<Shown> {
  const asked = await askedIn(caller, sent)
  const { refused, ...decided } = await addIdentityRequest(caller.ctx, caller.setup, asked, approves)
  // It could not be approved at once, and waits.
  return { ...decided, warnings: refused ? [requestWords(refused)] : [] }
}

type Decide = typeof rejectIdentityRequest

function decided(request: FastifyRequest, decide: Decide): Promise<ItemAnswer[]> {
  const { ctx, setup } = callerOf(request)
  return eachItem<number, Decided>(request, itemsOf(request, 'request', setup), {
    read(item) {
      const id = readItem(decision, item)?.id
      return id && /^\d{1,15}$/.test(id) ? Number(id) : null
    },
    echo: echoOf(['id', 'reference_id']),
    say: requestWords,
    act: (all) => inOrder(all, (number) => decide(ctx, number)),
    show: (all) => all.map((one) => requestItem(setup, one, done.requestUpdated)),
  })
}

/** Of a customer, or of all, newest first; of one status or base type, if these are named. */
async function found(request: FastifyRequest): Promise<ItemAnswer[]> {
  const { ctx, setup } = callerOf(request)
  const parameters = parametersOf(request)
  refuseUnknown(parameters)
  const customers = await wanted(request, parameters)
  const size = Math.min(setup.rules.batch_limit, 100)
  const pages = await Promise.all(
    customers.map((customer) => listIdentityRequests(ctx, filterOf(parameters, customer), { size })),
  )
  const rows = pages.flatMap((page) => page.rows)
  const holders = await Promise.all(rows.map(({ customer_id }) => getCustomer(ctx, customer_id)))
  return rows.map((row, i) =>
    requestItem(setup, { request: row, customer: holders[i] as Customer }, done.requestRetrieved),
  )
}

/** The customers whose requests are asked for; null stands for all. */
async function wanted(request: FastifyRequest, parameters: Parameters): Promise<(Customer | null)[]> {
  const { ctx, setup } = callerOf(request)
  const sought = soughtIn(parameters, setup)
  if (!sought) return [null]
  const all = await Promise.allSettled(sought.values.map((value) => findBy(ctx, setup, sought.by, value)))
  return all.flatMap((one) => (one.status === 'fulfilled' ? [one.value.customer] : []))
}

/** A filter that is misspelt, taken for none, would show the requests of everybody. */
function refuseUnknown(parameters: Parameters): void {
  const [status, baseType] = [parameters.get('status'), parameters.get('base_type')]
  const unknown = [
    ...(status && !statuses.has(status.toUpperCase()) ? ['status'] : []),
    ...(baseType && !kindOf(baseType) ? ['base_type'] : []),
  ]
  const issues = unknown.map((name) => ({ path: [name], message: 'is not known' }))
  if (issues.length > 0) throw new Refusal({ kind: 'invalid', issues })
}

function filterOf(parameters: Parameters, customer: Customer | null): RequestFilter {
  const status = parameters.get('status')?.toUpperCase()
  const kind = kindOf(parameters.get('base_type'))
  return {
    ...(customer ? { customerId: customer.id } : {}),
    ...(status ? { status: status as RequestStatus } : {}),
    ...(kind ? { kind } : {}),
  }
}

const statuses = new Set<string>(['PENDING', 'APPROVED', 'REJECTED'] satisfies RequestStatus[])

const echoOf = (names: string[]) => (item: unknown) =>
  isMembers(item)
    ? names.flatMap((name) => {
        const value = Object.hasOwn(item, name) ? item[name] : undefined
        const isText = typeof value === 'string' || typeof value === 'number'
        return isText ? [[name, String(value).slice(0, 255)] as [string, string]] : []
      })
    : []
