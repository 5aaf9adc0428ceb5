import type { Queryable } from '../../db/database.ts'
import type { Context } from '../context.ts'
import { knownId } from '../customers/identity.ts'
import type { Person } from '../customers/person.ts'
import { selectPeople } from '../customers/person-sql.ts'
import { Refusal } from '../problem.ts'
import { type Combination, combine } from './combine.ts'
import { survivorOf } from './follow.ts'

/** Which two, and the versions that the caller has seen of them. */
export interface Pairing {
  survivorId: string
  victimId: string
  survivorVersion?: number | null
  victimVersion?: number | null
}

export interface Pair extends Combination {
  survivor: Person
  victim: Person
}

/**
 * Two live customers, and what merging them would make. Raises invalid for one and the same, missing, merged for one
 * that is part of another already, stale, and refused for an archived one or a sum beyond its column.
 */
export async function readPair(
  db: Queryable,
  ctx: Context,
  pairing: Pairing,
  lock: 'locked' | 'as they are',
): Promise<Pair> {
  const survivorId = knownId(pairing.survivorId)
  const victimId = knownVictim(pairing.victimId)
  if (survivorId === victimId) throw itself()
  const people = await selectPeople(db, ctx, [survivorId, victimId], lock)
  const survivor = people.get(survivorId)
  const victim = people.get(victimId)
  if (!survivor) throw missing(null)
  if (!victim) throw missing('victim')
  await refuseGone(db, ctx, survivor, null)
  await refuseGone(db, ctx, victim, 'victim')
  refuseStale(survivor, pairing.survivorVersion ?? null)
  refuseStale(victim, pairing.victimVersion ?? null)
  const combination = combine(survivor, victim)
  if (combination.overflowing.length > 0)
    throw new Refusal({ kind: 'refused', rule: 'overflow', fields: combination.overflowing })
  return { survivor, victim, ...combination }
}

function knownVictim(id: string): string {
  try {
    return knownId(id)
  } catch {
    throw missing('victim')
  }
}

const missing = (member: 'victim' | null) =>
  new Refusal({ kind: 'missing', what: 'customer', row: null, member })

const itself = () =>
  new Refusal({
    kind: 'invalid',
    issues: [{ path: ['victim'], message: 'Invalid victim: Expected another customer than the survivor' }],
  })

async function refuseGone(
  db: Queryable,
  ctx: Context,
  { id, archived_at, merged_into }: Person,
  member: 'victim' | null,
): Promise<void> {
  if (merged_into !== null) throw new Refusal({ kind: 'merged', id, into: await survivorOf(db, ctx, id) })
  if (archived_at !== null)
    throw new Refusal({ kind: 'refused', rule: 'archived', fields: member ? [member] : [] })
}

function refuseStale({ id, version }: Person, expected: number | null): void {
  if (expected !== null && expected !== version) throw new Refusal({ kind: 'stale', version, id })
}
