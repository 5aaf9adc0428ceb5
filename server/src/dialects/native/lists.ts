import type { FastifyInstance } from 'fastify'
import * as v from 'valibot'
import { countCustomers } from '../../core/customers/count.ts'
import { type ListQuery, listAs, type Sort } from '../../core/customers/list.ts'
import { searchCustomers } from '../../core/customers/search.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { time } from '../rules.ts'
import { sendList } from '../send-list.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { view } from './customer.ts'
import { keepable, readFilter } from './filter.ts'
import { bothWays, isOneWay, limit, pageParameters, sendPage } from './paging.ts'

/** What the list can be sorted by, and which column that is. */
const columnOf = {
  created_at: 'created_at',
  email: 'email',
  phone: 'phone_e164',
  external_id: 'external_id',
  full_name: 'full_name',
  last_order_at: 'last_order_at',
  ltv: 'ltv',
  total_orders: 'total_orders',
  number: 'number',
} as const satisfies Record<string, Sort>

export const sortable = Object.keys(columnOf) as (keyof typeof columnOf)[]

/** Query parameters of the list; any other is refused. */
export const listParameters = v.pipe(
  v.strictObject({
    ...pageParameters,
    sort: v.optional(v.picklist(sortable.flatMap((sort) => [sort, `-${sort}`] as const)), '-created_at'),
    filter: v.optional(v.pipe(v.string(), v.maxLength(20_000))),
    archived: v.optional(v.picklist(['false', 'true']), 'false'),
    created_from: v.optional(time),
    created_before: v.optional(time),
    count: v.optional(v.picklist(['exact', 'estimate'])),
  }),
  v.forward(
    v.check((query) => isOneWay(query), bothWays),
    ['before'],
  ),
)

export const searchParameters = v.strictObject({
  q: v.pipe(v.string(), v.trim(), v.minLength(2), v.maxLength(255), keepable),
  limit,
})

/** Many customers: in order, page by page, or the best matches of a search. */
export function lists(app: FastifyInstance, tools: Tools): void {
  const reading = admission(tools, secretOf)({ scope: 'customers:read' })

  app.get('/customers', reading, async (request, reply) => {
    const ctx = contextOf(request)
    const parameters = read(listParameters, request.query)
    const query = queryOf(parameters)
    const [page, count] = await Promise.all([
      listAs(ctx, query, view),
      parameters.count ? countCustomers(ctx, query, parameters.count) : undefined,
    ])
    return sendPage(request, reply, page.customers, page, parameters, { count })
  })

  app.get('/customers/search', reading, async (request, reply) => {
    const { q, limit } = read(searchParameters, request.query)
    const { customers, more } = await searchCustomers(contextOf(request), q, limit, view)
    return sendList(reply, '{"data":', customers, `,"has_more":${more}}`)
  })
}

type Parameters = v.InferOutput<typeof listParameters>

function queryOf(parameters: Parameters): ListQuery {
  const { sort, limit: size, after, before, archived, created_from, created_before, filter } = parameters
  const descending = sort.startsWith('-')
  return {
    sort: columnOf[(descending ? sort.slice(1) : sort) as keyof typeof columnOf],
    direction: descending ? 'desc' : 'asc',
    size,
    after,
    before,
    archived: archived === 'true',
    createdFrom: created_from,
    createdBefore: created_before,
    filter: filter === undefined ? undefined : readFilter(filter),
  }
}
