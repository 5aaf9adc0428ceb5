import type { Context } from '../context.ts'
import { endOfDay } from './member.ts'
import type { Programme } from './programme.ts'

const text = `
select (select coalesce(trim_scale(sum(case when $4 = 'lifetime_purchases' then l.purchase else l.points end)), 0)::text
    from points_ledger l
    where l.organization_id = m.organization_id and l.customer_id = m.customer_id and l.programme_id = m.programme_id
      and l.kind in ('earn', 'return') and l.at >= m.tier_since and l.at < m.tier_expires_at) as figure,
  (select jsonb_agg(${endOfDay('m.tier_expires_at', 't.valid_days')} order by t.serial) from tiers t
    where t.organization_id = m.organization_id and t.programme_id = m.programme_id) as ends
from memberships m
join organizations o on o.id = m.organization_id
where m.organization_id = $1::text::uuid and m.customer_id = $2::text::uuid and m.programme_id = $3::text::uuid`

/** The figure that a member's tier was kept by since it began, and by tier when one ends that begins where it ends. */
export async function selectTerm(
  ctx: Context,
  customerId: string,
  { id, tiers_by }: Programme,
): Promise<{ figure: string; ends: string[] }> {
  const [term] = await ctx.db.query<{ figure: string; ends: string[] }>(text, [
    ctx.organizationId,
    customerId,
    id,
    tiers_by,
  ])
  return { figure: term?.figure ?? '0', ends: (term?.ends ?? []).map((time) => new Date(time).toISOString()) }
}
