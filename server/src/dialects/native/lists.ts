import type { FastifyInstance } from 'fastify'
import * as v from 'valibot'
import { countCustomers } from '../../core/customers/count.ts'
import { type CustomerPage, type ListQuery, listCustomers, sorts } from '../../core/customers/list.ts'
import { searchCustomers } from '../../core/customers/search.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { time } from '../rules.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { writeCustomer } from './customer.ts'
import { readFilter } from './filter.ts'
import { sendJson } from './preconditions.ts'

const limit = v.optional(
  v.pipe(v.string(), v.digits(), v.maxLength(9), v.transform(Number), v.minValue(1), v.maxValue(100)),
  '20',
)

/** Query parameters of the list; any other is refused. */
export const listParameters = v.pipe(
  v.strictObject({
    limit,
    after: v.optional(v.string()),
    before: v.optional(v.string()),
    sort: v.optional(v.picklist(sorts.flatMap((sort) => [sort, `-${sort}`] as const)), '-created_at'),
    filter: v.optional(v.pipe(v.string(), v.maxLength(20_000))),
    archived: v.optional(v.picklist(['false', 'true']), 'false'),
    created_from: v.optional(time),
    created_before: v.optional(time),
    count: v.optional(v.picklist(['exact', 'estimate'])),
  }),
  v.forward(
    v.check(
      ({ after, before }) => after === undefined || before === undefined,
      'Invalid paging: Expected either after or before',
    ),
    ['before'],
  ),
)

export const searchParameters = v.strictObject({
  q: v.pipe(v.string(), v.trim(), v.minLength(2), v.maxLength(255)),
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
      listCustomers(ctx, query),
      parameters.count ? countCustomers(ctx, query, parameters.count) : undefined,
    ])
    const { next, previous } = neighboursOf(page, parameters)
    const links = [
      next && linkTo(request.url, 'after', next, 'next'),
      previous && linkTo(request.url, 'before', previous, 'prev'),
    ]
    if (next || previous) reply.header('link', links.filter(Boolean).join(', '))
    const rest = JSON.stringify({ has_more: page.more, next, previous, count })
    return sendJson(reply, `{"data":[${page.customers.map(writeCustomer).join()}],${rest.slice(1)}`)
  })

  app.get('/customers/search', reading, async (request, reply) => {
    const { q, limit } = read(searchParameters, request.query)
    const { customers, more } = await searchCustomers(contextOf(request), q, limit)
    return sendJson(reply, `{"data":[${customers.map(writeCustomer).join()}],"has_more":${more}}`)
  })
}

type Parameters = v.InferOutput<typeof listParameters>

function queryOf(parameters: Parameters): ListQuery {
  const { sort, limit: size, after, before, archived, created_from, created_before, filter } = parameters
  const descending = sort.startsWith('-')
  return {
    sort: (descending ? sort.slice(1) : sort) as ListQuery['sort'],
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

/** The cursors of the pages on either side; null where there is none. */
function neighboursOf(page: CustomerPage, { after, before }: Parameters) {
  const walksBack = before !== undefined
  return {
    next: walksBack || page.more ? page.endCursor : null,
    previous: (walksBack ? page.more : after !== undefined) ? page.startCursor : null,
  }
}

/** A `Link` (RFC 8288) to the same list with another cursor. */
function linkTo(url: string, parameter: 'after' | 'before', cursor: string, rel: string): string {
  const [path, search] = url.split('?')
  const parameters = new URLSearchParams(search)
  parameters.delete('after')
  parameters.delete('before')
  parameters.set(parameter, cursor)
  return `<${path}?${parameters}>; rel="${rel}"`
}
