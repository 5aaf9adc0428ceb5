import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import { isFraudulent } from '../customers/fraud.ts'
import { knownId } from '../customers/identity.ts'
import { selectGathered } from '../customers/sql.ts'
import { whyAbsent } from '../merges/follow.ts'
import { type Identifier, Refusal, type RegistrationRule } from '../problem.ts'
import { emailOf, isExternalId, phoneOf } from '../registration/identity.ts'
import { resolve } from '../registration/resolve.ts'
import type { Setup } from '../setup/setup.ts'
import type { Asked } from './add.ts'
import { type Address, addressColumns, type IdentityRequest } from './identity-request.ts'

/** What a request would change, in the form that is kept. */
export type Change = Pick<IdentityRequest, 'target_id' | 'old_value' | 'new_value'>

/** Checks what is asked for a live customer against what there is now (contract sheet §4.5 and §5.4). */
export async function checked(ctx: Context, setup: Setup, asked: Asked, customer: Customer): Promise<Change> {
  switch (asked.kind) {
    case 'phone':
    case 'email':
    case 'external_id': {
      const change = identifierChange(setup, asked, customer, asked.kind)
      const holder = await holderOf(ctx, asked.kind, change.new_value)
      if (holder && holder.id !== customer.id) throw taken(asked.kind, holder)
      return { ...change, target_id: null }
    }
    case 'phone_reallocation': {
      const change = identifierChange(setup, asked, customer, 'phone')
      const holder = await holderOf(ctx, 'phone', change.new_value)
      if (holder) refuseFraud(holder)
      return { ...change, target_id: holder?.id ?? null }
    }
    case 'merge':
      return { target_id: await targetOf(ctx, asked), old_value: null, new_value: null }
    case 'address':
      return { target_id: null, old_value: addressOf(customer), new_value: newAddress(asked) }
    default:
      return asked.kind satisfies never
  }
}

/** The live customer; raises missing, merged. */
async function liveCustomer(ctx: Context, id: string): Promise<Customer> {
  const key = { organization_id: ctx.organizationId, id: knownId(id) }
  const customer = await ctx.db.gather(selectGathered, key)
  if (!customer || customer.archived_at !== null) throw await whyAbsent(ctx, key.id)
  return customer
}

/** Contract sheet §3.5: somebody whom the fraud desk has found guilty neither gets another phone nor loses theirs. */
export function refuseFraud(customer: Pick<Customer, 'fraud_status'>): void {
  if (isFraudulent(customer)) throw refused('fraud', 'phone')
}

function identifierChange(
  setup: Setup,
  { oldValue, newValue }: Asked,
  customer: Customer,
  field: Identifier,
) {
  if (field === 'phone') refuseFraud(customer)
  if (typeof newValue !== 'string' || newValue === '') throw refused('new_value_missing', field)
  const new_value = kept(setup, field, newValue)
  if (new_value === null) throw refused('identifier_invalid', field)
  const old_value = customer[field]
  if (oldValue !== null && !isSame(field, kept(setup, field, oldValue) ?? oldValue, old_value))
    throw refused('old_value_differs', field)
  if (new_value === old_value) throw refused('values_equal', field)
  return { old_value, new_value }
}

/** The value as the record keeps it; null where it can be nobody's. */
function kept({ country, rules }: Setup, field: Identifier, value: string): string | null {
  switch (field) {
    case 'phone':
      return phoneOf(value, country)
    case 'email':
      return emailOf(value)
    case 'external_id':
      return isExternalId(value, rules.external_id_pattern) ? value : null
    default:
      return field satisfies never
  }
}

const isSame = (field: Identifier, a: string, b: string | null) =>
  field === 'email' ? a.toLowerCase() === b?.toLowerCase() : a === b

async function holderOf(ctx: Context, field: Identifier, value: string): Promise<Customer | undefined> {
  const nobody = { number: null, phone: null, email: null, external_id: null }
  return (await resolve(ctx, { ...nobody, [field]: value })).holders[field]
}

async function targetOf(ctx: Context, { customerId, targetId }: Asked): Promise<string> {
  if (targetId === null) throw refused('target_missing')
  if (targetId.toLowerCase() === customerId.toLowerCase()) throw refused('same_customer')
  const target = await liveCustomer(ctx, targetId).catch((error) => {
    throw error instanceof Refusal ? refused('target_missing') : error
  })
  return target.id
}

const addressOf = (customer: Customer): Address =>
  Object.fromEntries(addressColumns.map((name) => [name, customer[name]]))

/** An address as text is its first line. */
function newAddress({ newValue }: Asked): Address {
  if (newValue === null || newValue === '') throw refused('new_value_missing')
  const address = typeof newValue === 'string' ? { street_line1: newValue } : newValue
  if (address.country && !/^[A-Z]{3}$/.test(address.country)) {
    const message = 'Invalid country: Expected ISO 3166-1 alpha-3'
    throw new Refusal({ kind: 'invalid', issues: [{ path: ['country'], message }] })
  }
  return address
}

const taken = (field: Identifier, { id }: Customer) =>
  new Refusal({ kind: 'taken', conflicts: [{ field, row: null, holder: id }] })

const refused = (rule: RegistrationRule, field: Identifier | null = null) =>
  new Refusal({ kind: 'registration', rule, field })
