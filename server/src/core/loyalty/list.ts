import type { Context } from '../context.ts'
import { currentCustomer } from '../merges/follow.ts'
import { alongIds, type Page, type PageQuery, pageById, type Walk } from '../page-by-id.ts'
import type { TierChange } from './book.ts'
import type { Entry } from './entry.ts'
import type { Programme } from './programme.ts'
import { programmeColumns } from './programme-sql.ts'

/** A page of what a customer has; where it was merged, of the one that it is part of now. */
export interface PageOf<Row> extends Page<Row> {
  customerId: string
}

/** A line of the way from tier to tier. */
export type TierLine = Omit<TierChange, 'since_before' | 'merged_from'> & { programme_id: string; at: string }

const entryColumns = `t.id, t.programme_id, t.kind, t.points, t.purchase, t.expires_at, t.reference, t.note, t.balance_after, t.at,
  t.actor, t.request_id, t.posted_for`
const tierColumns =
  't.id, t.programme_id, t.kind, t.from_tier, t.to_tier, t.at, t.expires_before, t.expires_after'

/** Entries of a customer's ledger, newest first. Raises missing, and invalid for a cursor of another list. */
export const listEntries = (ctx: Context, id: string, query: PageQuery, programmeId: string | null) =>
  listOf<Entry>(ctx, id, query, programmeId, { table: 'points_ledger', columns: entryColumns })

/** How a customer went from tier to tier, newest first. Raises as listEntries. */
export const listTierChanges = (ctx: Context, id: string, query: PageQuery, programmeId: string | null) =>
  listOf<TierLine>(ctx, id, query, programmeId, { table: 'tier_changes', columns: tierColumns })

async function listOf<Row extends { id: string }>(
  ctx: Context,
  id: string,
  query: PageQuery,
  programmeId: string | null,
  { table, columns }: { table: string; columns: string },
): Promise<PageOf<Row>> {
  const { id: customerId } = await currentCustomer(ctx, id)
  const list = { organizationId: ctx.organizationId, name: `${table} ${customerId} ${programmeId}` }
  const select = (walk: Walk) =>
    ctx.db.query<Row>(
      `select ${columns} from ${table} t
      where t.organization_id = $1::text::uuid and t.customer_id = $2::text::uuid
        and ($3::text is null or t.programme_id = $3::text::uuid) and ${alongIds('t.id', walk, 4)}`,
      [ctx.organizationId, customerId, programmeId, walk.from, String(walk.rows)],
    )
  return { ...(await pageById(list, query, select)), customerId }
}

/** Programmes of the organization, newest first. Raises invalid for a cursor of another list. */
export function listProgrammes(ctx: Context, query: PageQuery): Promise<Page<Programme>> {
  const list = { organizationId: ctx.organizationId, name: 'programmes' }
  return pageById(list, query, (walk) =>
    ctx.db.query<Programme>(
      `select ${programmeColumns} from programmes p
      where p.organization_id = $1::text::uuid and ${alongIds('p.id', walk, 2)}`,
      [ctx.organizationId, walk.from, String(walk.rows)],
    ),
  )
}
