import type { Context } from '../../core/context.ts'
import type { Column } from '../../core/customers/customer.ts'
import type { Condition, Filter, Operator } from '../../core/customers/filter.ts'
import type { Members } from '../../core/customers/members-sql.ts'
import { e164 } from '../../core/customers/normal.ts'
import { fromLocal } from '../../core/organizations/local-time.ts'
import type { Setup } from '../../core/setup/setup.ts'
import { tillsOfStores } from '../../core/tills/of-stores.ts'
import { Unsearchable } from './errors.ts'
import { type Cond, invalid, numberIn, only, partsOf } from './query-conditions.ts'
import { isOfMembers, membersIn } from './query-members.ts'

/** What a query asks of the columns, and what is to be looked at in the rows that it finds. */
export interface Asked {
  filter: Filter
  members: Members | undefined
  /** Texts that must stand at the end of a column. */
  endings: { column: Column; path: readonly string[]; ending: string }[]
}

/** Where each attribute of the contract is kept, and what its values are. */
const attributes: Record<string, { column: Column; kind: 'text' | 'phone' | 'number' }> = {
  firstname: { column: 'first_name', kind: 'text' },
  lastname: { column: 'last_name', kind: 'text' },
  mobile: { column: 'phone_e164', kind: 'phone' },
  email: { column: 'email', kind: 'text' },
  external_id: { column: 'external_id', kind: 'text' },
  loyalty_points: { column: 'loyalty_balance', kind: 'number' },
  lifetime_points: { column: 'loyalty_lifetime_points', kind: 'number' },
  lifetime_purchases: { column: 'ltv', kind: 'number' },
  registered_till: { column: 'registered_till', kind: 'text' },
}

/**
 * What conditions ask for, in the words of the record. Raises invalid for an attribute that cannot be searched, an
 * operator that its values do not have, and a value that is none.
 */
export async function askedIn(ctx: Context, conditions: readonly Cond[], setup: Setup): Promise<Asked> {
  const { ofMembers = [], others = [] } = Object.groupBy(conditions, (cond) =>
    isOfMembers(cond, setup) ? 'ofMembers' : 'others',
  )
  const members = membersIn(ofMembers, setup)
  const endings: Asked['endings'] = []
  const all = await Promise.all(
    others.map((cond) =>
      cond.attribute === 'registered_store' ? ofStores(ctx, cond) : columnFilter(cond, setup, endings),
    ),
  )
  // Nobody is a member of no programme.
  const filter = members === null ? { any: [] } : { all }
  return { filter, members: members ?? undefined, endings }
}

function columnFilter(cond: Cond, setup: Setup, endings: Asked['endings']): Filter {
  if (cond.attribute === 'registered_date') return registered(cond, setup)
  const target = targetOf(cond.attribute, setup)
  const { column, path } = target
  if (cond.operator === 'ENDS' && target.kind !== 'number') {
    const ending = only(cond)
    endings.push({ column, path, ending: ending.toLowerCase() })
    return { column, path, operator: 'contains', value: ending }
  }
  return compared(cond, (operator, values) => {
    const read = values.map((value) => operand(target.kind, operator, value, setup))
    return { column, path, operator, value: operator === 'in' ? read : (read[0] ?? '') }
  })
}

const mostTills = 5_000

/** Who registered at a till of a store with such a code. Raises Unsearchable where there are too many tills. */
async function ofStores(ctx: Context, cond: Cond): Promise<Filter> {
  const codes = await tillsOfStores(ctx, partsOf(cond), mostTills + 1)
  if (codes.length > mostTills) throw new Unsearchable()
  return { column: 'registered_till', path: [], operator: 'in', value: codes }
}

function targetOf(attribute: string, { customFields }: Setup) {
  const known = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined
  if (known) return { ...known, path: [] }
  const name = [...customFields.keys()].find((one) => one.toLowerCase() === attribute)
  if (name === undefined) throw invalid()
  return { column: 'custom_fields', path: [name], kind: 'text' } as const
}

function operand(kind: 'text' | 'phone' | 'number', operator: Operator, value: string, { country }: Setup) {
  switch (kind) {
    case 'text':
      return value
    case 'phone': {
      const international = value.startsWith('+') ? value : `+${value}`
      return operator === 'prefix' ? international : (e164(international, country) ?? international)
    }
    case 'number':
      if (operator === 'prefix') throw invalid()
      return Number(numberIn(value))
    default:
      return kind satisfies never
  }
}

/** The operators that the database has for columns; it knows no endings. */
function compared(cond: Cond, make: (operator: Operator, values: string[]) => Condition): Filter {
  return {
    all: partsOf(cond).map(({ operator, values }) => {
      if (operator === 'suffix') throw invalid()
      return make(operator, values)
    }),
  }
}

/** Of a customer that told of no registration it is when the record began. */
function registered(cond: Cond, { timeZone }: Setup): Filter {
  if (cond.operator === 'STARTS') throw invalid()
  const either = (of: (column: Column) => Filter): Filter => ({
    any: [
      of('registered_at'),
      {
        all: [{ column: 'registered_at', path: [], operator: 'exists', value: false }, of('created_at')],
      },
    ],
  })
  const timeOf = (text: string) => {
    const time = fromLocal(text, timeZone)
    if (time === null) throw invalid()
    return time
  }
  if (cond.operator === 'ON') {
    const day = only(cond).slice(0, 10)
    const from = timeOf(day)
    // A day is shorter or longer where the clocks are changed; the last day that there can be has none after it.
    const to = fromLocal(dayAfter(day), timeZone)
    return either((column) => ({
      all: [
        { column, path: [], operator: 'gte', value: from },
        ...(to === null ? [] : [{ column, path: [], operator: 'lt', value: to } as const]),
      ],
    }))
  }
  return either((column) =>
    compared(cond, (operator, values) => {
      const times = values.map(timeOf)
      return { column, path: [], operator, value: operator === 'in' ? times : (times[0] ?? '') }
    }),
  )
}

const dayAfter = (day: string) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
