import type { Queryable, Store } from '../../db/database.ts'
import type { Context } from '../context.ts'
import { type Fresh, freshly } from '../fresh.ts'
import type { TillRef } from './entrant.ts'
import { tillRef } from './sql.ts'

/** What a till can be found by: its own code, or something of its store. */
export type TillKey = keyof typeof columns
const columns = {
  code: 't.code',
  store_code: 's.code',
  store_name: 's.name',
  store_external_id: 's.external_id',
  store_external_id_1: 's.external_id_1',
  store_external_id_2: 's.external_id_2',
}

const longest = 255

/**
 * The active till with this code, or the first, by code, of the store that is meant; null where there is none. Fresh to
 * half a second (contract sheet §1.4, attribution).
 */
export async function findTill(
  { db, organizationId }: Pick<Context, 'db' | 'organizationId'>,
  by: TillKey,
  value: string,
): Promise<TillRef | null> {
  // What no column holds; NUL the database would refuse.
  if (value.length > longest || value.includes('\0')) return null
  return db.isTransaction
    ? select(db, organizationId, by, value)
    : foundIn(db).find(`${organizationId} ${by} ${value}`)
}

const memories = new WeakMap<Store, Fresh<TillRef | null>>()

/** What is remembered of a database for as long as that is open. */
function foundIn(db: Store): Fresh<TillRef | null> {
  let memory = memories.get(db)
  if (!memory) {
    memory = freshly((key) => {
      const [organizationId = '', by = ''] = key.split(' ', 2)
      return select(db, organizationId, by as TillKey, key.slice(organizationId.length + by.length + 2))
    })
    memories.set(db, memory)
  }
  return memory
}

async function select(db: Queryable, organizationId: string, by: TillKey, value: string) {
  const text = `
    select ${tillRef} as till from tills t
    join stores s on s.organization_id = t.organization_id and s.id = t.store_id
    where t.organization_id = $1::text::uuid and ${columns[by]} = $2 and t.active
    order by t.code collate "C" limit 1`
  return (await db.query<{ till: TillRef }>(text, [organizationId, value]))[0]?.till ?? null
}
