import type { Context } from '../context.ts'
import { insertingAlso } from '../customers/sql.ts'
import { endOfDay } from './member.ts'

interface Enrolling {
  /** Who, and the programmes as `p`. */
  from: string
  where: string
  customer: string
  /** From when on. */
  at: string
}

const enrolling = ({ from, where, customer, at }: Enrolling) => `
insert into memberships (organization_id, customer_id, programme_id, tier, tier_since, tier_expires_at, enrolled_at)
select p.organization_id, ${customer}, p.id, t.serial, case when t.serial = 1 then ${at} end,
  case when t.serial = 1 then ${endOfDay(at, 't.valid_days')} end, ${at}
from ${from}
join organizations o on o.id = p.organization_id
left join tiers t on t.organization_id = p.organization_id and t.programme_id = p.id and t.serial = 1
where ${where}
on conflict do nothing`

const oneText = enrolling({
  from: 'programmes p',
  where: 'p.organization_id = $1::text::uuid',
  customer: '$2::text::uuid',
  at: '$3::text::timestamptz',
})

/** Makes a customer a member of every programme that it is not yet a member of, in the first tier. */
export async function insertMemberships(ctx: Context, customerId: string, enrolledAt: string): Promise<void> {
  await ctx.db.query(oneText, [ctx.organizationId, customerId, enrolledAt])
}

/** Adds customers as members of every programme, those of them who take part in loyalty: all in one statement. */
export const insertEnrolled = insertingAlso(
  enrolling({
    from: 'created c join programmes p on p.organization_id = c.organization_id',
    where: "c.loyalty_type = 'LOYALTY'",
    customer: 'c.id',
    at: 'coalesce(c.registered_at, c.created_at)',
  }),
)
