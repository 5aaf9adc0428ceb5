import type { Context } from '../context.ts'
import type { Book, Lot } from './book.ts'

const lotsText = (order: string) => `
select id, posted_for, remaining::text as remaining, due from (
  select l.*, coalesce(l.expires_at <= $4::text::timestamptz, false) as due,
    sum(case when l.expires_at <= $4::text::timestamptz then 0 else l.remaining end) over (order by ${order}) - l.remaining as before
  from points_lots l
  where l.organization_id = $1::text::uuid and l.customer_id = $2::text::uuid and l.programme_id = $3::text::uuid
    and l.remaining > 0
) l
where due or before < $5::text::numeric
order by ${order}`

const oldestText = lotsText('l.expires_at, l.id')
const newestText = lotsText('l.id desc')

/**
 * The lots of a member that have expired, and of the others as many as hold these points: those that expire next, or
 * for what is returned the newest.
 */
export function selectLots(
  ctx: Context,
  { customerId, programmeId }: { customerId: string; programmeId: string },
  at: string,
  points: string,
  order: 'oldest' | 'newest',
): Promise<Lot[]> {
  const text = order === 'oldest' ? oldestText : newestText
  return ctx.db.query<Lot>(text, [ctx.organizationId, customerId, programmeId, at, points])
}

const writeText = `
with input as (
  select * from jsonb_to_record($1::text::jsonb) as i(organization_id uuid, customer_id uuid, programme_id uuid,
    at timestamptz, actor text, request_id text, entries jsonb, draws jsonb, lots jsonb, tier_changes jsonb, membership jsonb)
), entered as (
  insert into points_ledger (organization_id, id, customer_id, posted_for, programme_id, kind, points, purchase, expires_at,
    reference, note, balance_after, at, actor, request_id)
  select i.organization_id, e.id, i.customer_id, e.posted_for, i.programme_id, e.kind, e.points, e.purchase, e.expires_at,
    e.reference, e.note, e.balance_after, i.at, i.actor, i.request_id
  from input i cross join jsonb_to_recordset(i.entries) as e(id uuid, posted_for uuid, kind text, points numeric,
    purchase numeric, expires_at timestamptz, reference text, note text, balance_after numeric)
), drawn as (
  insert into points_draws (organization_id, entry_id, lot_id, points)
  select i.organization_id, d.entry_id, d.lot_id, d.points
  from input i cross join jsonb_to_recordset(i.draws) as d(entry_id uuid, lot_id uuid, points numeric)
), spent as (
  update points_lots l set remaining = trim_scale(l.remaining - d.points)
  from input i cross join jsonb_to_recordset(i.draws) as d(lot_id uuid, points numeric)
  where l.organization_id = i.organization_id and l.id = d.lot_id
), credited as (
  insert into points_lots (organization_id, id, customer_id, posted_for, programme_id, points, remaining, expires_at)
  select i.organization_id, l.id, i.customer_id, i.customer_id, i.programme_id, l.points, l.points, l.expires_at
  from input i cross join jsonb_to_recordset(i.lots) as l(id uuid, points numeric, expires_at timestamptz)
), moved as (
  insert into tier_changes (organization_id, id, customer_id, programme_id, kind, from_tier, to_tier, at, since_before,
    expires_before, expires_after, merged_from)
  select i.organization_id, t.id, i.customer_id, i.programme_id, t.kind, t.from_tier, t.to_tier, i.at, t.since_before,
    t.expires_before, t.expires_after, t.merged_from
  from input i cross join jsonb_to_recordset(i.tier_changes) as t(id uuid, kind text, from_tier smallint, to_tier smallint,
    since_before timestamptz, expires_before timestamptz, expires_after timestamptz, merged_from uuid)
)
update memberships m
set tier = s.tier, tier_since = s.tier_since, tier_expires_at = s.tier_expires_at, tier_offset = s.tier_offset,
  lifetime_points = s.lifetime_points, balance = s.balance, redeemed = s.redeemed, expired = s.expired,
  returned = s.returned, adjusted = s.adjusted, purchases = s.purchases, last_activity_at = s.last_activity_at,
  profile_awarded_at = s.profile_awarded_at
from input i cross join jsonb_populate_record(null::memberships, i.membership) as s
where m.organization_id = i.organization_id and m.customer_id = i.customer_id and m.programme_id = i.programme_id`

/**
 * Writes what a book has, of a customer that the transaction has locked. Raises a violation of `points_ledger_reference`
 * when an entry of the same kind has the reference already.
 */
export async function writeBook(ctx: Context, book: Book): Promise<void> {
  const { customerId, standing, at, entries, draws, lots, tierChanges, membership } = book
  const input = {
    organization_id: ctx.organizationId,
    customer_id: customerId,
    programme_id: standing.programme.id,
    at,
    actor: ctx.actor,
    request_id: ctx.requestId,
    entries,
    draws,
    lots,
    tier_changes: tierChanges,
    membership,
  }
  await ctx.db.query(writeText, [JSON.stringify(input)])
}
