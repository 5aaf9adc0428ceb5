import type { Context } from '../../core/context.ts'
import { everyRow } from '../../core/page-by-id.ts'
import { Refusal } from '../../core/problem.ts'
import type { Store } from '../../core/stores/store.ts'
import { listStores } from '../../core/stores/stores.ts'
import { listTills } from '../../core/tills/tills.ts'

/** A part of the organization: zone or concept, store, till (contract sheet §3.10). */
interface Entity {
  id: string
  code: string
  name: string
  type: string
  is_active: string
  parent: { type: string; code: string }
}

/** The organization's parts of a type, oldest first. Raises invalid for a type that there is not. */
export async function entitiesOf(ctx: Context, type: string): Promise<Entity[]> {
  const stores = (await everyRow((query) => listStores(ctx, query))).reverse()
  switch (type) {
    case 'TILL': {
      const codeOf = new Map(stores.map(({ id, code }) => [id, code]))
      const tills = (await everyRow((query) => listTills(ctx, query))).reverse()
      return tills.map(({ code, name, active, store_id }) => ({
        ...entity(type, code, name, { type: 'STORE', code: codeOf.get(store_id) ?? '' }),
        is_active: active ? '1' : '0',
      }))
    }
    case 'STORE':
      return stores.map(({ code, name, zone_code }) =>
        entity(type, code, name, { type: 'ZONE', code: zone_code ?? '' }),
      )
    case 'ZONE':
    case 'CONCEPT':
      return codesOf(stores, type === 'ZONE' ? 'zone_code' : 'concept_code').map((code) =>
        entity(type, code, code, { type: 'ORG', code: '' }),
      )
    // Tills sign in for themselves.
    case 'STR_SERVER':
      return []
    default:
      throw new Refusal({ kind: 'invalid', issues: [{ path: ['type'], message: 'Unknown type' }] })
  }
}

function entity(type: string, code: string, name: string, parent: Entity['parent']): Entity {
  return { id: code, code, name, type, is_active: '1', parent }
}

const codesOf = (stores: Store[], member: 'zone_code' | 'concept_code') =>
  [...new Set(stores.flatMap((store) => store[member] ?? []))].toSorted()
