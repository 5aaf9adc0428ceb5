import type { Context } from '../context.ts'
import { applyChange, changeOf } from '../customers/change.ts'
import type { Changes, Customer } from '../customers/customer.ts'
import { normalChanges } from '../customers/normal.ts'
import { enrol } from '../loyalty/enrol.ts'
import { mergeCustomers } from '../merges/merge.ts'
import { rules } from '../merges/rules.ts'
import type { Setup } from '../setup/setup.ts'
import type { Decision } from './decide.ts'

/**
 * Does what was decided, as a whole or not at all. Raises what the statements do, stale, taken, missing and merged among
 * them: the customer has changed since, and is to be decided on again.
 */
export function save(ctx: Context, setup: Setup, customer: Customer, decision: Decision): Promise<Customer> {
  const isOneStatement = decision.victims.length === 0 && !(decision.enrols && setup.programmes.length > 0)
  if (isOneStatement) return change(ctx, customer, decision)
  return ctx.db.transaction(async (tx) => {
    const within = { ...ctx, db: tx }
    // First, for what the caller says of the customer to go before what a victim would fill.
    let saved = await change(within, customer, decision)
    for (const victim of decision.victims) {
      const victimVersion = victim.version
      const pair = {
        survivorId: saved.id,
        victimId: victim.id,
        survivorVersion: saved.version,
        victimVersion,
      }
      saved = await mergeCustomers(within, pair)
    }
    if (decision.victims.length > 0) saved = await change(within, saved, saidAgain(decision))
    return decision.enrols ? enrol(within, setup, saved, saved.registered_at) : saved
  })
}

/**
 * What the caller said that a merge may undo: it takes over a refusal of messages, and the members that were cleared.
 * The graver verdict and the earlier day of registration stand, whatever was said (contract sheet §3.12).
 */
function saidAgain(decision: Decision): Decision {
  const said: Changes = Object.fromEntries(
    Object.entries(decision.changes).filter(([name]) => undoable.includes(name)),
  )
  return { ...decision, changes: said, whereEmpty: {} }
}

const undoable = Object.entries(rules).flatMap(([name, { act }]) =>
  act === 'refuses' || act === 'members' ? [name] : [],
)

/** One gathered statement; none for what would change nothing. */
async function change(
  ctx: Context,
  customer: Customer,
  { changes, whereEmpty, isBound }: Decision,
): Promise<Customer> {
  if (isEmpty(changes) && isEmpty(whereEmpty)) return customer
  const expectedVersion = isBound ? customer.version : null
  const normal = normalChanges(changes, ctx.country)
  const merge = freeMembers.some((name) => name in changes)
  const terms = { expectedVersion, merge, ...(isEmpty(whereEmpty) ? {} : { whereEmpty }) }
  return (await applyChange(ctx, changeOf(ctx, 'updated', customer.id, normal, terms))).customer
}

// Patching costs the statement something: only where there is one.
const freeMembers = ['custom_fields', 'extended_fields', 'metadata'] as const

const isEmpty = (members: object) => Object.keys(members).length === 0
