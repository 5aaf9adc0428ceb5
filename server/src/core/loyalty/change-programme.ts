import type { Context } from '../context.ts'
import { newId } from '../customers/new-id.ts'
import { compare, cut } from '../decimal.ts'
import { Refusal } from '../problem.ts'
import { knownId, present, withConstraints } from '../set-up.ts'
import { invalid } from './amount.ts'
import type { Programme, Tier } from './programme.ts'
import {
  clearDefault,
  hasMembers,
  insertProgramme,
  lockProgrammes,
  patchProgramme,
  writeTiers,
} from './programme-sql.ts'

/** What may be said of a programme; absent members keep their value. */
export type ProgrammeChanges = {
  [Name in Exclude<keyof Programme, 'id' | 'number' | 'created_at' | 'updated_at' | 'tiers'>]?:
    | Programme[Name]
    | undefined
} & { tiers?: TierChanges[] | undefined }

/** Of the tier with this serial; the serial after the last one appends a tier. */
export type TierChanges = { serial: number } & { [Name in keyof Tier]?: Tier[Name] | undefined }

/**
 * Sets up a programme; the first one of an organization is the default one unless it says otherwise. Raises invalid,
 * exists for a name that is taken, and refused (in_use) as changeProgramme.
 */
export function createProgramme(
  ctx: Context,
  draft: ProgrammeChanges & { name: string },
): Promise<Programme> {
  return changing(ctx, async (tx, all) => {
    const id = newId()
    const is_default = draft.is_default ?? all.length === 0
    if (is_default) await makeWay(tx, all)
    const number = Math.max(0, ...all.map((programme) => programme.number)) + 1
    await insertProgramme(tx, { ...draft, id, number, is_default, at: new Date().toISOString() })
    await writeTiers(tx, id, tiersWith([], draft.tiers ?? []))
    return id
  })
}

/**
 * Changes what is there of the changes and leaves the rest. Nobody's tier changes before the next entry. Raises missing;
 * invalid; exists; refused (in_use) where it would change which programme is the default one and there are members: their
 * columns show that one's figures.
 */
export function changeProgramme(ctx: Context, id: string, changes: ProgrammeChanges): Promise<Programme> {
  const known = knownId('programme', id)
  return changing(ctx, async (tx, all) => {
    const programme = present(
      'programme',
      all.find((one) => one.id === known),
    )
    const { is_default = programme.is_default, tiers } = changes
    if (is_default !== programme.is_default) await makeWay(tx, all)
    await patchProgramme(tx, programme.id, { ...changes, at: new Date().toISOString() })
    if (tiers) await writeTiers(tx, programme.id, tiersWith(programme.tiers, tiers))
    return programme.id
  })
}

/** @param change answers the id of the programme that it has written. */
function changing(
  ctx: Context,
  change: (ctx: Context, all: Programme[]) => Promise<string>,
): Promise<Programme> {
  const write = ctx.db.transaction(async (tx) => {
    const within = { ...ctx, db: tx }
    const id = await change(within, await lockProgrammes(within))
    const programme = (await lockProgrammes(within)).find((one) => one.id === id) as Programme
    refuseFractions(programme)
    return programme
  })
  return withConstraints('tier', 'tiers', withConstraints('programme', 'programmes', write))
}

/** An award that no entry could carry would be owed for ever. */
function refuseFractions({ incentive, decimals }: Programme): void {
  if (!incentive || compare(incentive.points, cut(incentive.points, decimals)) === 0) return
  const message = `Invalid points: Expected at most ${decimals} places behind the point`
  throw new Refusal({ kind: 'invalid', issues: [{ path: ['incentive', 'points'], message }] })
}

/** Nothing is the default programme after it. */
async function makeWay(ctx: Context, all: Programme[]): Promise<void> {
  if (all.length === 0) return
  if (await hasMembers(ctx)) throw new Refusal({ kind: 'refused', rule: 'in_use', fields: ['is_default'] })
  await clearDefault(ctx)
}

function tiersWith(tiers: readonly Tier[], changes: readonly TierChanges[]): Tier[] {
  const all = tiers.map((tier) => ({ ...tier }))
  for (const [i, { serial, ...change }] of changes.entries()) {
    if (serial > all.length + 1)
      throw tierIssue(i, 'serial', `Invalid serial: Expected ${all.length + 1} or less`)
    const is = all[serial - 1] ?? { ...blank, serial }
    const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    all[serial - 1] = { ...is, ...said }
    if (all[serial - 1]?.name === '') throw tierIssue(i, 'name', 'Invalid name: Expected one')
  }
  for (const [i, { threshold }] of all.entries()) {
    const before = all[i - 1]?.threshold ?? '0'
    if ((threshold === null) !== (i === 0) || (threshold && compare(threshold, before) <= 0))
      throw invalid(
        'tiers',
        'Invalid thresholds: Expected none for the first tier, and a greater one for each next',
      )
  }
  return all
}

const blank = { name: '', description: '', threshold: null, valid_days: null, keep_threshold: null }

const tierIssue = (i: number, member: string, message: string) =>
  new Refusal({ kind: 'invalid', issues: [{ path: ['tiers', i, member], message }] })
