import type { FastifyReply } from 'fastify'
import * as v from 'valibot'
import type { CustomerPage, ListQuery, Sort } from '../../core/customers/list.ts'
import { time } from '../rules.ts'
import { sendList } from '../send-list.ts'
import { whole } from '../whole.ts'
import { relations } from './consumer.ts'

/** Query parameters of the lists (contract sheet §2.1, §2.8, A5, A21 to A24); unknown ones are ignored. */

export const standardSize = 20

const size = whole(1, 100)
const term = v.pipe(v.string(), v.minLength(2), v.maxLength(255))
const exact = v.pipe(v.string(), v.minLength(1), v.maxLength(320))
const include = v.pipe(
  v.string(),
  v.transform((text) => text.split(',').map((name) => name.trim())),
  v.array(v.picklist(relations)),
)

const sorts = {
  createdAt: 'created_at',
  email: 'email',
  fullName: 'full_name',
  lastOrderAt: 'last_order_at',
  totalOrderValue: 'ltv',
  totalOrders: 'total_orders',
} as const satisfies Record<string, Sort>

export const getParameters = v.object({ include: v.optional(include) })

interface Direction {
  first?: number | undefined
  after?: string | undefined
}

const goesForward = ({ first, after }: Direction) => first !== undefined || after !== undefined
const mixed = 'Invalid paging: Expected either first and after or last and before'

export const listParameters = v.pipe(
  v.object({
    first: v.optional(size),
    after: v.optional(v.string()),
    last: v.optional(size),
    before: v.optional(v.string()),
    search: v.optional(term),
    sortBy: v.optional(v.picklist(Object.keys(sorts) as (keyof typeof sorts)[]), 'createdAt'),
    sortDir: v.optional(v.picklist(['asc', 'desc']), 'desc'),
    createdAfter: v.optional(time),
    createdBefore: v.optional(time),
    audienceId: v.optional(v.string()),
    include: v.optional(include),
  }),
  v.forward(
    v.check((query) => query.before === undefined || !goesForward(query), mixed),
    ['before'],
  ),
  v.forward(
    v.check((query) => query.last === undefined || !goesForward(query), mixed),
    ['last'],
  ),
)

export const searchParameters = v.pipe(
  v.object({
    q: v.optional(term),
    email: v.optional(exact),
    phone: v.optional(exact),
    externalId: v.optional(exact),
    first: v.optional(size),
  }),
  v.check(
    ({ q, email, phone, externalId }) => Boolean(q ?? email ?? phone ?? externalId),
    'Invalid search: Expected at least one of q, email, phone and externalId',
  ),
)

export function listQuery(query: v.InferOutput<typeof listParameters>): ListQuery {
  return {
    sort: sorts[query.sortBy],
    direction: query.sortDir,
    size: query.first ?? query.last ?? standardSize,
    after: query.after,
    before: query.before,
    last: query.last !== undefined,
    search: query.search,
    // There are no audiences yet.
    ofNobody: query.audienceId !== undefined,
    createdFrom: query.createdAfter,
    createdBefore: query.createdBefore,
  }
}

export function searchQuery(query: v.InferOutput<typeof searchParameters>): ListQuery {
  return {
    sort: 'created_at',
    direction: 'desc',
    size: query.first ?? standardSize,
    search: query.q,
    email: query.email,
    phone: query.phone,
    externalId: query.externalId,
  }
}

/** `{data, pageInfo}`: the cursors of the first and last row, null on an empty page (A4). */
export function sendPage(reply: FastifyReply, page: CustomerPage<Buffer>): FastifyReply {
  const { customers, startCursor, endCursor } = page
  const pageInfo = JSON.stringify({ startCursor, endCursor })
  return sendList(reply, '{"data":', customers, `,"pageInfo":${pageInfo}}`)
}
