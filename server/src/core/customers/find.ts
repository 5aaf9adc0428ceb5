import { atOnce } from '../../db/at-once.ts'
import type { Queryable } from '../../db/database.ts'
import type { Gathered } from '../../db/gather.ts'
import type { Context } from '../context.ts'
import type { Identifier } from '../problem.ts'
import type { Customer } from './customer.ts'
import { missing } from './identity.ts'
import { mask, refuseMasked } from './mask.ts'
import { e164 } from './normal.ts'
import { columnsOf } from './sql.ts'

/** What a customer can be found by, besides its id. */
export type Handle = Identifier | 'number'

/** The live customer with this identifier, or number. Raises missing, forbidden where the identifier is masked. */
export async function findCustomer(ctx: Context, by: Handle, value: string): Promise<Customer> {
  refuseMasked(ctx, () => [[[by], by]])
  const customer = await lookUp(ctx, by, value)
  if (!customer) throw missing()
  return mask(ctx, customer)
}

/** As findCustomer, for writers, who see everything: null where there is none. */
export async function lookUp(ctx: Context, by: Handle, value: string): Promise<Customer | null> {
  const normal = normalHandle(ctx, by, value)
  if (normal === null) return null
  return ctx.db.gather(gathered[by], { organization_id: ctx.organizationId, value: normal })
}

function normalHandle(ctx: Context, by: Handle, value: string): string | null {
  // PostgreSQL keeps no zero character, and raises an error when asked for one.
  if (value.includes('\0')) return null
  switch (by) {
    case 'email':
      return value.trim()
    case 'phone':
      return e164(value, ctx.country)
    case 'external_id':
      return value
    case 'number':
      return /^\d{1,15}$/.test(value) ? value : null
    default:
      return by satisfies never
  }
}

interface Sought {
  organization_id: string
  value: string
}

// Spelled as the unique indexes are, so that each is one index look-up: that of numbers has the archived, too.
const matches = {
  email: 'c.archived_at is null and lower(c.email) collate "C" = lower(i.value)',
  phone: 'c.archived_at is null and c.phone_e164 collate "C" = i.value',
  external_id: 'c.archived_at is null and c.external_id collate "C" = i.value',
  number: 'c.number = i.value',
} satisfies Record<Handle, string>

// `offset 0` keeps the planner from joining all rows of a table that it takes for a small one.
function findText(by: Handle): string {
  return `
select i.place, ${columnsOf('c')}
from jsonb_to_recordset($1::text::jsonb) as i(place integer, organization_id uuid, value ${by === 'number' ? 'bigint' : 'text'})
cross join lateral (
  select * from customers c where c.organization_id = i.organization_id and ${matches[by]} offset 0
) c
where c.archived_at is null`
}

function finding(by: Handle): Gathered<Sought, Customer | null> {
  const text = findText(by)
  return {
    lane: 'reads',
    async run(db: Queryable, sought: Sought[]) {
      const items = sought.map((item, place) => ({ ...item, place }))
      const rows = await db.query<Customer & { place: number }>(text, [atOnce(JSON.stringify(items))])
      const byPlace = new Map(rows.map((row) => [row.place, row]))
      return sought.map((_, place) => byPlace.get(place) ?? null)
    },
  }
}

const gathered = {
  email: finding('email'),
  phone: finding('phone'),
  external_id: finding('external_id'),
  number: finding('number'),
} satisfies Record<Handle, Gathered<Sought, Customer | null>>
