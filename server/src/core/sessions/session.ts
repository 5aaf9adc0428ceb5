import type { Json } from '../customers/customer.ts'
import type { Secrets } from '../secrets/secrets.ts'

/** A short-lived session of a customer. */
export interface Session {
  id: string
  customer_id: string
  source: string | null
  metadata: Json | null
  customer_metadata: Json | null
  created_at: string
  expires_at: string
}

/**
 * What a client shows to take part in a session, in Base64. It is computed of the id, so that it need not be kept
 * (contract sheet §6-24).
 */
export function clientSecretOf(secrets: Secrets, organizationId: string, { id }: Session): string {
  return secrets.keyed('customer session', `${organizationId} ${id}`).toString('base64')
}
