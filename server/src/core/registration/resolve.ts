import { atOnce } from '../../db/at-once.ts'
import type { Queryable } from '../../db/database.ts'
import type { Gathered } from '../../db/gather.ts'
import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import type { Handle } from '../customers/find.ts'
import { columnsOf } from '../customers/sql.ts'
import { selectSurvivor } from '../merges/sql.ts'
import { selectErasures } from '../privacy/sql.ts'
import { Refusal } from '../problem.ts'
import type { Identity } from './identity.ts'

/** Who holds what was sent. */
export interface Resolution {
  holders: Partial<Record<Handle, Customer>>
  /** Id of the customer that the number belongs to, where that one was merged into the one that holds it here. */
  mergedFrom: string | null
}

/**
 * The live customer behind each identifier, in one statement for all who ask at that moment. Raises registration
 * (erased) for the number of a customer that was erased.
 */
export async function resolve(ctx: Context, identity: Identity): Promise<Resolution> {
  const holders = await ctx.db.gather(gathered, { organization_id: ctx.organizationId, ...identity })
  const numbered = holders.number
  if (!numbered || numbered.archived_at === null) return { holders, mergedFrom: null }
  const { number: _, ...others } = holders
  const survivor = await livingOf(ctx, numbered)
  if (!survivor) return { holders: others, mergedFrom: null }
  return { holders: { ...others, number: survivor }, mergedFrom: numbered.id }
}

/** The customer that an archived one is part of now, if it was merged and that one is live. */
async function livingOf(ctx: Context, gone: Customer): Promise<Customer | null> {
  const last = gone.merged_into === null ? null : await selectSurvivor(ctx.db, ctx, gone.id)
  const erased = await selectErasures(ctx.db, ctx, last ? [gone.id, last.id] : [gone.id])
  if (erased.size > 0) throw new Refusal({ kind: 'registration', rule: 'erased', field: null })
  return last?.archived_at === null ? last : null
}

interface Sought extends Identity {
  organization_id: string
}

// Spelled as the unique indexes are, so that each is one look-up, and none for what was not sent.
const matches = {
  number: 'c.number = i.number',
  phone: '(c.archived_at is null and c.phone_e164 collate "C" = i.phone)',
  email: '(c.archived_at is null and lower(c.email) collate "C" = lower(i.email))',
  external_id: '(c.archived_at is null and c.external_id collate "C" = i.external_id)',
} satisfies Record<Handle, string>

const handles = Object.keys(matches) as Handle[]

const held = `concat_ws(',', ${handles.map((by) => `case when ${matches[by]} then '${by}' end`).join(', ')})`

// A row that several identifiers lead to comes of the first of them. Whole rows, since ids to be joined with the table
// again are 20 times slower as soon as the planner walks its key.
const branches = handles.map(
  (by, i) => `
  select ${held} as held, ${columnsOf('c')} from customers c
  where c.organization_id = i.organization_id and ${matches[by]}
    ${handles
      .slice(0, i)
      .map((earlier) => `and ${matches[earlier]} is not true`)
      .join(' ')}`,
)

const resolveText = `
select i.place, h.*
from jsonb_to_recordset($1::text::jsonb) as i(place integer, organization_id uuid, number bigint, phone text, email text, external_id text)
cross join lateral (${branches.join(' union all ')}) h`

type Row = Customer & { place: number; held: string }

const gathered: Gathered<Sought, Resolution['holders']> = {
  lane: 'reads',
  async run(db: Queryable, sought: Sought[]) {
    const items = sought.map((one, place) => ({ ...one, place }))
    const rows = await db.query<Row>(resolveText, [atOnce(JSON.stringify(items))])
    const holders = sought.map((): Resolution['holders'] => ({}))
    for (const row of rows) {
      const mine = holders[row.place]
      if (mine) for (const by of row.held.split(',') as Handle[]) mine[by] = row
    }
    return holders
  },
}
