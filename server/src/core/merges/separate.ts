import { isDeepStrictEqual } from 'node:util'
import type { Column, Json } from '../customers/customer.ts'
import { isColumn, type Person, type PersonColumn, type Value } from '../customers/person.ts'
import { isNegative, minus, plusNumber } from '../decimal.ts'
import { averageOf } from './combine.ts'
import { type Group, groups } from './rules.ts'

/** What a merge did to the columns of the survivor that it may have changed. */
export interface Traces {
  before: Partial<Person>
  after: Partial<Person>
}

type Some = Partial<Record<PersonColumn, Value>>

export interface Separation {
  /** The columns of the survivor that are to change, as they are to be. */
  patch: Partial<Person>
  /** Written since the merge, and nobody can say for whom. */
  unclear: Column[]
}

/**
 * What becomes of the survivor when a merge is taken back. What nobody has touched since is as it was before; what has
 * changed since goes by the rule of its column.
 * @param keep columns that stay as they are now, with the others of their group.
 */
export function separate(now: Person, traces: Traces, keep: ReadonlySet<string>): Separation {
  const patch: Some = {}
  const unclear: Column[] = []
  for (const group of groups) {
    if (!group.columns.some((column) => column in traces.after)) continue
    if (group.columns.some((column) => keep.has(column))) continue
    const parted = part(group, now, traces)
    if (parted === 'unclear') unclear.push(...group.columns.filter(isColumn))
    else Object.assign(patch, parted)
  }
  const aov = averageSince(now, traces, patch)
  if (aov !== undefined && !keep.has('aov')) patch.aov = aov
  return { patch: patch as Partial<Person>, unclear }
}

const hasChanged = (column: PersonColumn, now: Person, { after }: Traces) =>
  column in after && !isDeepStrictEqual(now[column], after[column])

function part(group: Group, now: Person, traces: Traces): Some | 'unclear' {
  const { before, after } = traces
  if (!group.columns.some((column) => hasChanged(column, now, traces)))
    return Object.fromEntries(group.columns.map((column) => [column, before[column] as Value]))
  const [column] = group.columns
  switch (group.act) {
    case 'fills':
      return 'unclear'
    case 'adds': {
      const less = without(now[column], after[column], before[column])
      return isNegative(String(less)) ? 'unclear' : { [column]: less }
    }
    case 'members':
      return { [column]: membersWithout(now[column] as Json | null, traces, column) }
    case 'stays':
    case 'newer':
    case 'higher':
    case 'later':
    case 'earlier':
    case 'enrols':
    case 'graver':
    case 'refuses':
    case 'averages':
      return {}
    default:
      return group.act satisfies never
  }
}

/** What there is now without what the merge added. */
function without(now: Value, after: Value | undefined, before: Value | undefined): Value {
  if (typeof now === 'number') return plusNumber(now, -plusNumber(Number(after), -Number(before)))
  return minus(String(now), minus(String(after), String(before)))
}

/** A member that the merge brought and that was written since stays. */
function membersWithout(now: Json | null, { before, after }: Traces, column: PersonColumn): Json | null {
  const [was, became] = [before[column] as Json | null, after[column] as Json]
  const left = Object.entries(now ?? {}).filter(
    ([name, value]) =>
      Object.hasOwn(was ?? {}, name) ||
      !Object.hasOwn(became, name) ||
      !isDeepStrictEqual(value, became[name]),
  )
  return left.length === 0 && (was === null || now === null) ? null : Object.fromEntries(left)
}

/** The average of what is left, where its parts have changed since; undefined where they have not. */
function averageSince(now: Person, traces: Traces, { ltv, total_orders }: Some): string | undefined {
  const parts = ['ltv', 'total_orders', 'aov'] as const
  if (!('aov' in traces.after) || !parts.some((column) => hasChanged(column, now, traces))) return undefined
  return averageOf(String(ltv ?? now.ltv), Number(total_orders ?? now.total_orders)) ?? traces.before.aov
}
