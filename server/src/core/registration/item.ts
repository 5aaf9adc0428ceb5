import type { Context } from '../context.ts'
import type { Changes } from '../customers/customer.ts'
import { Refusal } from '../problem.ts'
import type { Setup } from '../setup/setup.ts'
import { type Named, namedBy } from './identity.ts'
import { type Members, membersOf } from './members.ts'
import type { Proposal } from './proposal.ts'
import { type Tills, tillsOf } from './tills.ts'

/** A proposal, read. */
export interface Item {
  proposal: Proposal
  named: Named
  members: Members
  /** What was told of where the customer registered. */
  registration: Pick<Changes, 'registered_till' | 'registered_source' | 'registered_account'>
  /** Whether anything but identifiers and times was proposed. */
  saysMore: boolean
}

/** Reads a proposal; without a database, but for tills that are not in memory. */
export async function itemOf(ctx: Context, setup: Setup, proposal: Proposal): Promise<Item> {
  const tills = await tillsOf(ctx, proposal)
  return {
    proposal,
    named: namedBy(setup, proposal),
    members: membersOf(setup, proposal, tills),
    registration: registrationOf(proposal, tills),
    saysMore: saysMore(proposal),
  }
}

function registrationOf({ source, account }: Proposal, { registered }: Tills): Item['registration'] {
  return {
    ...(registered === null || registered === 'unknown' ? {} : { registered_till: registered.code }),
    ...(source === null ? {} : { registered_source: source.toLowerCase() }),
    ...(account === null ? {} : { registered_account: account }),
  }
}

function saysMore(proposal: Proposal): boolean {
  const { changes, customFields, extendedFields, subscriptions } = proposal
  const { registeredTill, associatedTill, type, source, account, fraudStatus } = proposal
  return (
    Object.keys(changes).length > 0 ||
    customFields.length > 0 ||
    extendedFields.length > 0 ||
    subscriptions.length > 0 ||
    [registeredTill, associatedTill, type, source, account, fraudStatus].some((told) => told !== null)
  )
}

/** Raises registration (no_identifier). */
export function refuseNameless({ named }: Item): void {
  if (!named.isNamed) throw new Refusal({ kind: 'registration', rule: 'no_identifier', field: null })
}

/** What items of one call have in common if they may be about one customer. */
export function* keysOf({ named }: Pick<Item, 'named'>): Generator<string> {
  const { number, phone, email, external_id } = named.identity
  if (number !== null) yield `number ${number}`
  if (phone !== null) yield `phone ${phone}`
  if (email !== null) yield `email ${email.toLowerCase()}`
  if (external_id !== null) yield `external_id ${external_id}`
}
