/** What is to become of a customer's identity: a new value of an identifier or of the address, or another customer's all. */
export type RequestKind = (typeof requestKinds)[number]
export const requestKinds = [
  'phone',
  'email',
  'external_id',
  'merge',
  'phone_reallocation',
  'address',
] as const

export type RequestStatus = 'PENDING' | 'APPROVED' | 'REJECTED'

/** The columns of an address that a request may change; the country is ISO 3166-1 alpha-3. */
export type Address = { [Name in (typeof addressColumns)[number]]?: string | null }
export const addressColumns = [
  'street_line1',
  'street_line2',
  'city',
  'region',
  'postal_code',
  'country',
] as const

/** A request to change an identity, as it is kept. */
export interface IdentityRequest {
  organization_id: string
  id: string
  /** Counted by the organization. */
  number: number
  kind: RequestKind
  status: RequestStatus
  /** Whose identity is to change; of a merge, the victim. */
  customer_id: string
  /** Of a merge, the survivor; of a reallocation, who holds the phone. */
  target_id: string | null
  /** Text, or an address: what the customer had when it was asked for. */
  old_value: string | Address | null
  new_value: string | Address | null
  /** The caller's own reference. */
  reference: string | null
  /** When it was asked for, as the caller tells it. */
  requested_at: string
  created_at: string
  created_by: string
  /** Null while it is pending. */
  decided_at: string | null
  decided_by: string | null
}
