import type { Queryable } from '../../db/database.ts'

/** A member of whom something is due. */
export interface Due {
  organization_id: string
  customer_id: string
  programme_id: string
}

// So that no statement is long; each member is a transaction of its own anyway.
const mostAtOnce = 200

// Of all organizations at once, in the order of their members: each is looked at once a run.
const dueText = (due: string) => `
select organization_id, customer_id, programme_id from (
  ${due}
) d
where ($1::text is null or (organization_id, customer_id, programme_id) > ($1::text::uuid, $2::text::uuid, $3::text::uuid))
  and exists (select from customers c
    where c.organization_id = d.organization_id and c.id = d.customer_id and c.archived_at is null)
order by organization_id, customer_id, programme_id limit ${mostAtOnce}`

const lotsText = dueText(`
  select distinct organization_id, customer_id, programme_id from points_lots
  where remaining > 0 and expires_at <= now()`)

const tiersText = dueText(`
  select organization_id, customer_id, programme_id from memberships
  where merged_into is null and tier_expires_at <= now()`)

/** Members with points that have expired, behind one of them. */
export const selectDueLots = (db: Queryable, after: Due | null) => select(db, lotsText, after)

/** Members whose tier has ended, behind one of them. */
export const selectDueTiers = (db: Queryable, after: Due | null) => select(db, tiersText, after)

const select = (db: Queryable, text: string, after: Due | null) =>
  db.query<Due>(text, [
    after?.organization_id ?? null,
    after?.customer_id ?? null,
    after?.programme_id ?? null,
  ])
