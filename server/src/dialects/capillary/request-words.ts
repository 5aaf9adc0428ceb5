import type { RequestKind } from '../../core/identity-requests/identity-request.ts'
import type { Problem } from '../../core/problem.ts'
import { inRequests, type Said } from './codes.ts'
import { itemWords } from './errors.ts'

/** How the contract names what a request is about (contract sheet §4.5). */
const baseTypes = {
  MOBILE: 'phone',
  EMAIL: 'email',
  EXTERNAL_ID: 'external_id',
  MERGE: 'merge',
  MOBILE_REALLOC: 'phone_reallocation',
  ADDRESS: 'address',
} as const satisfies Record<string, RequestKind>

export const baseTypeOf = Object.fromEntries(
  Object.entries(baseTypes).map(([name, kind]) => [kind, name]),
) as Record<RequestKind, keyof typeof baseTypes>

export function kindOf(baseType: string | null | undefined): RequestKind | null {
  const name = baseType?.toUpperCase() ?? ''
  return Object.hasOwn(baseTypes, name) ? baseTypes[name as keyof typeof baseTypes] : null
}

/** The words of the request resource for what went wrong with an item (contract sheet §5.4). */
export function requestWords(problem: Problem): Said {
  if (problem.kind === 'missing')
    return problem.what === 'request' ? inRequests.missingRequest : inRequests.missingCustomer
  if (problem.kind === 'merged') return inRequests.status
  if (problem.kind === 'taken') return inRequests.newValue[problem.conflicts[0]?.field ?? 'phone']
  if (problem.kind === 'registration') {
    if (problem.rule === 'no_identifier') return inRequests.noIdentifier
    if (problem.rule === 'identifier_invalid') return inRequests.newValue[problem.field ?? 'phone']
    if (problem.rule === 'registered_at_out_of_range') return inRequests.later
  }
  return itemWords(problem)
}
