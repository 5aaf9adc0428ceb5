import type { Context } from '../context.ts'
import { holdCustomer } from '../customers/hold.ts'
import { knownId } from '../customers/identity.ts'
import { currentCustomer } from '../merges/follow.ts'
import { type CardStatus, type Enrolment, readEnrolments } from './enrolment.ts'
import { getCardProgramme } from './programmes.ts'
import { putEnrolment } from './sql.ts'

/**
 * Gives a customer a card, or the card another status; what changes nothing is left alone. Answers the card. Raises
 * missing for the customer and the programme, merged.
 */
export function enrolInCard(
  ctx: Context,
  customerId: string,
  programmeId: string,
  status: CardStatus,
): Promise<Enrolment> {
  const id = knownId(customerId)
  return ctx.db.transaction(async (tx) => {
    const within = { ...ctx, db: tx }
    await holdCustomer(within, id)
    const programme = await getCardProgramme(within, programmeId)
    await putEnrolment(tx, ctx, id, programme.id, status)
    const enrolments = await readEnrolments(within, id)
    return enrolments.find((one) => one.card_programme_id === programme.id) as Enrolment
  })
}

/** The cards of a customer; of a merged one, those of the customer that it is part of now. Raises missing. */
export async function listCards(ctx: Context, customerId: string): Promise<Enrolment[]> {
  const customer = await currentCustomer(ctx, customerId)
  return readEnrolments(ctx, customer.id)
}
