import type { Context } from '../context.ts'
import type { Column, Customer, Json } from '../customers/customer.ts'
import { holdCustomer } from '../customers/hold.ts'
import { readMemberships } from './memberships.ts'
import { post, standingOfMember } from './post.ts'
import type { Programme, Programmes } from './programme.ts'

/** Points that were awarded, and the balance since; decimal digits. */
export interface Awarded {
  points: string
  balance: string
}

/**
 * Awards the points of the default programme for a complete profile, the first time that all fields it names are filled,
 * once for ever. Null where there is nothing to award. Raises missing, merged, overflow.
 */
export async function awardProfile(
  ctx: Context,
  setup: Programmes,
  customer: Customer,
): Promise<Awarded | null> {
  const programme = setup.programmes.find(({ is_default }) => is_default)
  if (!programme || !isOwed(programme, customer)) return null
  const memberships = (await readMemberships(ctx, setup, [customer.id])).get(customer.id)
  // Most complete profiles were awarded long ago: one look, shared with whoever else looks, and no transaction.
  if (memberships?.some((one) => one.programme_id === programme.id && one.profile_awarded_at)) return null
  return ctx.db.transaction((tx) => awardOnce({ ...ctx, db: tx }, customer.id))
}

/** Looks at everything again under the lock: another request may have been first, or emptied a field. */
async function awardOnce(ctx: Context, id: string): Promise<Awarded | null> {
  const customer = await holdCustomer(ctx, id)
  if (customer.loyalty_type !== 'LOYALTY') return null
  const { programme, membership } = await standingOfMember(ctx, customer, null, new Date().toISOString())
  const { incentive } = programme
  if (!incentive || membership.profile_awarded_at || !isOwed(programme, customer)) return null
  const wanted = {
    programmeId: programme.id,
    kind: 'earn',
    points: incentive.points,
    purchase: null,
    reference: null,
    note: 'profile',
  } as const
  const posted = await post(ctx, customer, wanted, { awardsProfile: true })
  return { points: incentive.points, balance: posted.membership.balance }
}

const isOwed = ({ incentive }: Programme, customer: Customer) =>
  customer.loyalty_type === 'LOYALTY' &&
  incentive !== null &&
  incentive.fields.every((field) => isFilled(fieldOf(customer, field)))

/** Of a column, or of a member of a free one: `custom_fields.shoe_size`. */
function fieldOf(customer: Customer, field: string): unknown {
  const [column, ...rest] = field.split('.')
  const value = customer[column as Column]
  return rest.length === 0 ? value : (value as Json | null)?.[rest.join('.')]
}

const isFilled = (value: unknown) => value !== null && value !== undefined && value !== ''
