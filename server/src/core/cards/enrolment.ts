import type { Context } from '../context.ts'
import { enrolmentsGathered } from './sql.ts'

export const cardStatuses = ['OPEN', 'CLOSED'] as const
/** Where a customer stands with a card. */
export type CardStatus = (typeof cardStatuses)[number]

/** A card that a customer has. */
export interface Enrolment {
  card_programme_id: string
  /** Of the programme. */
  name: string
  /** The product of the programme; null: every product. */
  merchant_key: string | null
  status: CardStatus
  created_at: string
  updated_at: string | null
}

/** The cards of a customer by its id in lower case; asked for several at once, one statement answers. */
export function readEnrolments(ctx: Context, customerId: string): Promise<Enrolment[]> {
  return ctx.db.gather(enrolmentsGathered, { organization_id: ctx.organizationId, customer_id: customerId })
}
