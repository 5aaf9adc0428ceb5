import type { Context } from '../context.ts'
import type { Page, PageQuery } from '../page-by-id.ts'
import type { IdentityRequest, RequestKind, RequestStatus } from './identity-request.ts'

/** Absent: all. */
export interface RequestFilter {
  customerId?: string
  status?: RequestStatus
  kind?: RequestKind
}

/** A page of the requests, newest first. */
export async function listIdentityRequests(
  _ctx: Context,
  _filter: RequestFilter,
  _query: PageQuery,
): Promise<Page<IdentityRequest>> {
  throw new Error('not built yet')
}

/** Raises missing (request). */
export async function getIdentityRequest(_ctx: Context, _number: number): Promise<IdentityRequest> {
  throw new Error('not built yet')
}
