import type { Gathered } from '../../db/gather.ts'
import type { Context } from '../context.ts'
import type { Customer } from './customer.ts'
import { knownId, missing } from './identity.ts'
import { mask } from './mask.ts'
import { arraysOf, type Named, selectGathered } from './sql.ts'
import type { View } from './view.ts'

/** A customer by id, live or archived. Raises missing. */
export async function getCustomer(ctx: Context, id: string): Promise<Customer> {
  const customer = await ctx.db.gather(selectGathered, keyOf(ctx, id))
  if (!customer) throw missing()
  return mask(ctx, customer)
}

/** How a customer stands, and its JSON. */
export interface Shown extends Pick<Customer, 'id' | 'version' | 'archived_at' | 'merged_into'> {
  json: string
}

/** As getCustomer, in a view. */
export async function getAs(ctx: Context, id: string, view: View): Promise<Shown> {
  // What a mask covers, the database does not know.
  if (ctx.mask || view.sql === null) return shownBy(view, await getCustomer(ctx, id))
  const shown = await ctx.db.gather(selectingAs(view, view.sql), keyOf(ctx, id))
  if (!shown) throw missing()
  return shown
}

export const shownBy = (view: View, customer: Customer): Shown => ({
  id: customer.id,
  version: customer.version,
  archived_at: customer.archived_at,
  merged_into: customer.merged_into,
  json: view.write(customer),
})

const keyOf = (ctx: Context, id: string): Named => ({ organization_id: ctx.organizationId, id: knownId(id) })

const statements = new WeakMap<View, Gathered<Named, Shown | null>>()

function selectingAs(view: View, sql: string): Gathered<Named, Shown | null> {
  const known = statements.get(view)
  if (known) return known
  const text = `
select i.place, c.version, c.archived_at, c.merged_into, ${sql} as json
from unnest($1::text::uuid[], $2::text::uuid[]) with ordinality as i(organization_id, id, place)
join customers c on c.organization_id = i.organization_id and c.id = i.id`
  const statement: Gathered<Named, Shown | null> = {
    lane: 'reads',
    async run(db, keys, tell) {
      const shown = keys.map((): Shown | null => null)
      await db.query<Omit<Shown, 'id'> & { place: number }>(text, arraysOf(keys), {
        onRow({ place, ...row }) {
          const one = { id: (keys[place - 1] as Named).id, ...row }
          shown[place - 1] = one
          tell(place - 1, one)
        },
      })
      return shown
    },
  }
  statements.set(view, statement)
  return statement
}
