import { isDeepStrictEqual } from 'node:util'
import { type Problem, Refusal } from '../problem.ts'
import type { Fate } from './seed.ts'

/** Writes one thing: makes it where there is none, changes what differs, and otherwise leaves it alone. */
export async function put<Row extends object, Wanted extends object>(
  existing: Row | null | undefined,
  wanted: Wanted,
  create: () => Promise<unknown>,
  change: (row: Row, changes: Partial<Wanted>) => Promise<unknown>,
): Promise<Fate> {
  if (!existing) {
    await create()
    return 'created'
  }
  const changes = differing(existing, wanted)
  if (Object.keys(changes).length === 0) return 'unchanged'
  await change(existing, changes)
  return 'changed'
}

/** The members of what is wanted that are not as they are. */
export function differing<Wanted extends object>(existing: object, wanted: Wanted): Partial<Wanted> {
  const has = new Map(Object.entries(existing))
  const members = Object.entries(wanted).filter(
    ([name, value]) => value !== undefined && !isDeepStrictEqual(has.get(name), value),
  )
  return Object.fromEntries(members) as Partial<Wanted>
}

/** Puts the path in front of those of a refusal. */
export async function at<Done>(path: (string | number)[], act: () => Promise<Done>): Promise<Done> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal(underneath(path, error.problem))
  }
}

function underneath(path: (string | number)[], problem: Problem): Problem {
  const invalid = (inner: readonly (string | number)[], message: string): Problem => ({
    kind: 'invalid',
    issues: [{ path: [...path, ...inner], message }],
  })
  switch (problem.kind) {
    case 'invalid':
      return {
        kind: 'invalid',
        issues: problem.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] })),
      }
    case 'exists':
      return invalid([problem.field], `This ${problem.field} is in use`)
    case 'refused':
      return invalid(problem.fields, `The record does not allow it: ${problem.rule}`)
    default:
      return problem
  }
}
