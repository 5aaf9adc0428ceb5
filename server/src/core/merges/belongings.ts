import type { Queryable } from '../../db/database.ts'

/** What a customer may have beside its row, that a merge moves: tables whose rows tell whom they were made for. */
const moved = ['card_enrolments', 'customer_links', 'customer_sessions'] as const

// Whoever became part of the victim before comes and goes with it.
const familyText = `
with recursive family as (
  select $2::text::uuid as id
  union
  select c.id from customers c join family f on c.merged_into = f.id where c.organization_id = $1::text::uuid
)`

const displaceText = `
update customer_links v set status = 'INACTIVE', displaced = true, updated_at = now()
where v.organization_id = $1::text::uuid and v.customer_id = $2::text::uuid and v.status = 'ACTIVE' and (
  exists (select from customer_links s where s.organization_id = $1::text::uuid and s.customer_id = $3::text::uuid
    and s.status = 'ACTIVE')
  or exists (select from customers s where s.organization_id = $1::text::uuid and s.id = $3::text::uuid
    and s.external_id is distinct from v.external_id))`

/**
 * Gives the survivor of a merge the cards, the link and the sessions of the victim. There is one active link: of two,
 * or where the survivor keeps an id of its own in the system of the brand, the victim's is displaced.
 */
export async function moveBelongings(
  tx: Queryable,
  organizationId: string,
  victimId: string,
  survivorId: string,
): Promise<void> {
  const parameters = [organizationId, victimId, survivorId]
  await tx.query(displaceText, parameters)
  for (const table of moved)
    await tx.query(
      `update ${table} set customer_id = $3::text::uuid where organization_id = $1::text::uuid and customer_id = $2::text::uuid`,
      parameters,
    )
}

// Unless somebody has been given the account since.
const replaceText = `
update customer_links v set status = 'ACTIVE', displaced = false, updated_at = now()
where v.organization_id = $1::text::uuid and v.customer_id = $2::text::uuid and v.displaced
  and not exists (select from customer_links o where o.organization_id = $1::text::uuid and o.status = 'ACTIVE'
    and (o.external_id collate "C" = v.external_id or o.customer_id = v.customer_id))
  and v.id = (select max(l.id::text)::uuid from customer_links l
    where l.organization_id = $1::text::uuid and l.customer_id = $2::text::uuid and l.displaced)`

/** Gives the victim of a merge back what was made for it, and for whoever was part of it. */
export async function moveBelongingsBack(
  tx: Queryable,
  organizationId: string,
  victimId: string,
  survivorId: string,
): Promise<void> {
  for (const table of moved)
    await tx.query(
      `${familyText}
update ${table} set customer_id = $2::text::uuid
where organization_id = $1::text::uuid and customer_id = $3::text::uuid and made_for in (select id from family)`,
      [organizationId, victimId, survivorId],
    )
  await tx.query(replaceText, [organizationId, victimId])
}
