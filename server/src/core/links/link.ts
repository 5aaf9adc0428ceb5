import type { Json } from '../customers/customer.ts'

/** A customer, tied to an account in the system of the brand. */
export interface Link {
  customer_id: string
  external_id: string
  status: 'ACTIVE' | 'INACTIVE'
  metadata: Json | null
  created_at: string
  updated_at: string
}
