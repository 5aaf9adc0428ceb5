import { type Column, columns, type Json } from '../customers/customer.ts'
import { isColumn, isMark, type Person, type PersonColumn, type Value } from '../customers/person.ts'
import { isZero, over, plus, plusNumber } from '../decimal.ts'
import { fraudPrecedence, type Group, groups, rules } from './rules.ts'

/** Whose value a column of the merged customer has; both: it is made of the two. */
export type Origin = 'survivor' | 'victim' | 'both'

export interface Combination {
  /** The columns that the merge may change, whole groups of them, as they are to be. */
  after: Partial<Person>
  from: Record<Column, Origin>
  /** Sums that no column can hold. */
  overflowing: Column[]
}

/** What becomes of the survivor when the victim is merged into it, by the rules. */
export function combine(survivor: Person, victim: Person): Combination {
  const after: Partial<Record<PersonColumn, Value>> = {}
  const origins = new Map<string, Origin>()
  for (const group of groups) {
    const taken = take(group, survivor, victim)
    for (const column of group.columns) origins.set(column, taken?.from ?? 'survivor')
    Object.assign(after, taken?.values)
  }
  const overflowing = Object.entries(after).flatMap(([name, value]) =>
    isColumn(name) && rules[name].act === 'adds' && overflows(name, value) ? [name] : [],
  )
  const from = Object.fromEntries(Object.keys(columns).map((name) => [name, origins.get(name)]))
  return { after: after as Partial<Person>, from: from as Record<Column, Origin>, overflowing }
}

interface Taken {
  from: Origin
  values: Partial<Record<PersonColumn, Value>>
}

/** Null where the survivor's stays. */
function take(group: Group, survivor: Person, victim: Person): Taken | null {
  const { act } = group
  const [first] = group.columns
  const mine = survivor[first]
  const theirs = victim[first]
  switch (act) {
    case 'stays':
      return null
    case 'fills':
      return isEmpty(group, survivor) && !isEmpty(group, victim) ? whole(group, victim) : null
    case 'newer':
      if (isEmpty(group, victim)) return null
      return isEmpty(group, survivor) || (mine !== null && isGreater(theirs, mine))
        ? whole(group, victim)
        : null
    case 'later':
      return isGreater(theirs, mine) ? whole(group, victim) : null
    case 'earlier':
      return theirs !== null && (mine === null || theirs < mine) ? whole(group, victim) : null
    case 'enrols':
      return theirs === 'LOYALTY' && mine !== 'LOYALTY' ? whole(group, victim) : null
    case 'higher':
      return isGreater(theirs, mine) ? whole(group, victim) : null
    case 'graver': {
      const worse = fraudPrecedence.indexOf(String(theirs)) > fraudPrecedence.indexOf(String(mine))
      return worse ? whole(group, victim) : null
    }
    case 'refuses':
      return theirs === false && mine !== false ? whole(group, victim) : null
    case 'adds':
      return nothing(theirs)
        ? null
        : { from: nothing(mine) ? 'victim' : 'both', values: { [first]: sum(mine, theirs) } }
    case 'averages':
      return average(survivor, victim)
    case 'members':
      return members(first, mine as Json | null, theirs as Json | null)
    default:
      return act satisfies never
  }
}

const whole = (group: Group, victim: Person): Taken => ({
  from: 'victim',
  values: Object.fromEntries(group.columns.map((column) => [column, victim[column]])),
})

const isEmpty = (group: Group, person: Person) =>
  group.columns.every((column) => isMark(column) || person[column] === null || person[column] === '')

/** Of two numbers or two times; whatever there is is greater than nothing. */
function isGreater(theirs: Value, mine: Value): boolean {
  if (theirs === null) return false
  return mine === null || theirs > mine
}

const nothing = (value: Value) => (typeof value === 'string' ? isZero(value) : value === 0)

function sum(mine: Value, theirs: Value): Value {
  return typeof mine === 'number' ? plusNumber(mine, Number(theirs)) : plus(String(mine), String(theirs))
}

// As many as the column takes.
const averagePlaces = 8

/** Without orders there is nothing to divide by, and with nothing from the victim nothing to change. */
function average(survivor: Person, victim: Person): Taken | null {
  if (nothing(victim.ltv) && nothing(victim.total_orders)) return null
  const aov = averageOf(plus(survivor.ltv, victim.ltv), survivor.total_orders + victim.total_orders)
  return aov === null ? null : { from: 'both', values: { aov } }
}

/** Null where there are no orders. */
export const averageOf = (ltv: string, orders: number): string | null =>
  orders === 0 ? null : over(ltv, orders, averagePlaces)

function members(column: PersonColumn, mine: Json | null, theirs: Json | null): Taken | null {
  const missing = Object.entries(theirs ?? {}).filter(([name]) => !Object.hasOwn(mine ?? {}, name))
  if (missing.length === 0) return null
  const hasOwn = Object.keys(mine ?? {}).length > 0
  return {
    from: hasOwn ? 'both' : 'victim',
    values: { [column]: { ...mine, ...Object.fromEntries(missing) } },
  }
}

// The column takes 12 digits before the point.
const decimalMostDigits = 12

function overflows(name: Column, value: Value): boolean {
  switch (columns[name]) {
    case 'integer':
      return !Number.isSafeInteger(value)
    case 'number':
      return !Number.isFinite(value)
    default:
      return (String(value).split('.')[0]?.length ?? 0) > decimalMostDigits
  }
}
