import type { Context } from '../context.ts'
import { endOfDay } from './member.ts'

const text = `
insert into memberships (organization_id, customer_id, programme_id, tier, tier_since, tier_expires_at, enrolled_at)
select p.organization_id, $2::text::uuid, p.id, t.serial, case when t.serial = 1 then $3::text::timestamptz end,
  case when t.serial = 1 then ${endOfDay('$3::text::timestamptz', 't.valid_days')} end, $3::text::timestamptz
from programmes p
join organizations o on o.id = p.organization_id
left join tiers t on t.organization_id = p.organization_id and t.programme_id = p.id and t.serial = 1
where p.organization_id = $1::text::uuid
on conflict do nothing`

/** Makes a customer a member of every programme that it is not yet a member of, in the first tier. */
export async function insertMemberships(ctx: Context, customerId: string, enrolledAt: string): Promise<void> {
  await ctx.db.query(text, [ctx.organizationId, customerId, enrolledAt])
}
