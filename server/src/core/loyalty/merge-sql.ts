import type { Context } from '../context.ts'

const copied = `tier, tier_since, tier_expires_at, tier_offset, lifetime_points, balance, redeemed, expired, returned,
  adjusted, purchases, last_activity_at, enrolled_at, profile_awarded_at`

const copyText = `
insert into memberships (organization_id, customer_id, programme_id, ${copied}, merged_from)
select organization_id, $3::text::uuid, programme_id, ${copied}, customer_id
from memberships
where organization_id = $1::text::uuid and customer_id = $2::text::uuid and programme_id = $4::text::uuid`

/** Makes the survivor a member as the victim is. */
export async function copyMembership(
  { db, organizationId }: Context,
  victimId: string,
  survivorId: string,
  programmeId: string,
): Promise<void> {
  await db.query(copyText, [organizationId, victimId, survivorId, programmeId])
}

const of = 'where organization_id = $1::text::uuid and customer_id = $2::text::uuid'
const moveText = `
with entries as (update points_ledger set customer_id = $3::text::uuid ${of}),
lots as (update points_lots set customer_id = $3::text::uuid ${of})
update memberships set merged_into = $3::text::uuid ${of} and merged_into is null`

/** The entries and lots of the victim are the survivor's; its memberships wait as they are. */
export async function moveLedger(
  { db, organizationId }: Context,
  victimId: string,
  survivorId: string,
): Promise<void> {
  await db.query(moveText, [organizationId, victimId, survivorId])
}
