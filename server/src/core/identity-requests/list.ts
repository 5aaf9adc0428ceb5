import type { Context } from '../context.ts'
import { isId } from '../id.ts'
import { type Page, type PageQuery, pageById } from '../page-by-id.ts'
import { Refusal } from '../problem.ts'
import type { IdentityRequest, RequestKind, RequestStatus } from './identity-request.ts'
import { selectRequest, selectRequests } from './sql.ts'

/** Absent: all. */
export interface RequestFilter {
  customerId?: string
  status?: RequestStatus
  kind?: RequestKind
}

/** A page of the requests, newest first. Raises invalid for a cursor of another list. */
export function listIdentityRequests(
  ctx: Context,
  filter: RequestFilter,
  query: PageQuery,
): Promise<Page<IdentityRequest>> {
  const { customerId, status, kind } = filter
  const name = `identity requests ${customerId?.toLowerCase() ?? ''} ${status ?? ''} ${kind ?? ''}`
  return pageById({ organizationId: ctx.organizationId, name }, query, async (walk) =>
    customerId !== undefined && !isId(customerId) ? [] : selectRequests(ctx.db, ctx, filter, walk),
  )
}

/** Raises missing (request). */
export async function getIdentityRequest(ctx: Context, number: number): Promise<IdentityRequest> {
  const request = Number.isSafeInteger(number) ? await selectRequest(ctx.db, ctx, number) : null
  if (!request) throw missingRequest()
  return request
}

/** There is no request of this number. */
export const missingRequest = () => new Refusal({ kind: 'missing', what: 'request', row: null })
