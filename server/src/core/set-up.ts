import { brokenReference, violatedConstraint } from '../db/failure.ts'
import { isId } from './id.ts'
import { Refusal, type Thing } from './problem.ts'

/** Shared by everything an organization sets up: turns broken constraints and missing rows into refusals. */

/** The id as rows have it, if it can be one. Raises missing. */
export function knownId(what: Thing, id: string): string {
  if (!isId(id)) throw missing(what)
  return id.toLowerCase()
}

/** Raises missing in the place of nothing. */
export function present<Row>(what: Thing, row: Row | null | undefined): Row {
  if (!row) throw missing(what)
  return row
}

const missing = (what: Thing) => new Refusal({ kind: 'missing', what, row: null })

/**
 * Waits for a write of a table whose constraints are named `<table>_<member>`. Raises exists for a member whose value
 * is in use, invalid for one that refers to nothing of the organization that works.
 */
export async function withConstraints<Written>(
  what: Exclude<Thing, 'customer'>,
  table: string,
  write: Promise<Written>,
): Promise<Written> {
  try {
    return await write
  } catch (error) {
    const [used, unknown] = [
      memberOf(violatedConstraint(error), table),
      memberOf(brokenReference(error), table),
    ]
    if (used) throw new Refusal({ kind: 'exists', what, field: used })
    if (unknown) {
      const message = `Invalid ${unknown}: Expected the id of one that is there and active`
      throw new Refusal({ kind: 'invalid', issues: [{ path: [unknown], message }] })
    }
    throw error
  }
}

function memberOf(constraint: string | null, table: string): string | null {
  return constraint?.startsWith(`${table}_`) ? constraint.slice(table.length + 1) : null
}
