import { violatedConstraint } from '../../db/failure.ts'
import { identifierOf } from '../customers/sql.ts'
import { Refusal } from '../problem.ts'

// One who keeps losing to writers of the same customer has waited long by then.
const mostAttempts = 10

/**
 * Runs an attempt anew while somebody else's write overtakes it between its look and its own write. Raises registration
 * (busy) where that does not end.
 */
export async function again<T>(attempt: (isFirst: boolean) => Promise<T>): Promise<T> {
  for (let left = mostAttempts; left > 0; left--) {
    try {
      return await attempt(left === mostAttempts)
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error
    }
  }
  throw new Refusal({ kind: 'registration', rule: 'busy', field: null })
}

class Overtaken extends Error {}

/** Marks what a write raises where the customer is no longer as it was seen, or an identifier no longer free. */
export async function unlessOvertaken<T>(write: Promise<T>): Promise<T> {
  try {
    return await write
  } catch (error) {
    throw isOvertaken(error) ? new Overtaken('overtaken', { cause: error }) : error
  }
}

function isOvertaken(error: unknown): boolean {
  if (identifierOf[violatedConstraint(error) ?? '']) return true
  if (!(error instanceof Refusal)) return false
  const { problem } = error
  if (problem.kind === 'refused') return problem.rule === 'archived'
  return ['missing', 'merged', 'stale', 'taken'].includes(problem.kind)
}
