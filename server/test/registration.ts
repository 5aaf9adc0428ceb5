import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import type { Context } from '../src/core/context.ts'
import { customerScopes, type FieldDefinition } from '../src/core/fields/field.ts'
import { Refusal } from '../src/core/problem.ts'
import { nothingProposed, type Proposal } from '../src/core/registration/proposal.ts'
import { type RegistrationRules, standardRules } from '../src/core/registration-rules/rules.ts'
import type { Setup } from '../src/core/setup/setup.ts'
import { createStore } from '../src/core/stores/stores.ts'
import { createTill } from '../src/core/tills/tills.ts'

/** What an organization has set up that has set up nothing but these rules, and what is given beside them. */
export function aSetup(rules: Partial<RegistrationRules> = {}, more: Partial<Setup> = {}): Setup {
  return {
    country: 'US',
    timeZone: 'UTC',
    rules: { ...standardRules, ...rules },
    customFields: new Map(),
    extendedFields: new Map(),
    programmes: [],
    cardProgrammes: [],
    ...more,
  }
}

export const proposed = (said: Partial<Proposal>): Proposal => ({ ...nothingProposed, ...said })

/** What was done, of one item; throws what it was refused with. */
export function doneIn<T>(settled: PromiseSettledResult<T>[]): T {
  assert.equal(settled.length, 1)
  const [one] = settled as [PromiseSettledResult<T>]
  if (one.status === 'rejected') throw one.reason
  return one.value
}

/** The rule that refused each item, `field` after it where there is one; null of what was done. */
export function rulesIn(settled: PromiseSettledResult<unknown>[]): (string | null)[] {
  return settled.map((one) => (one.status === 'fulfilled' ? null : ruleIn(one.reason)))
}

export function ruleIn(error: unknown): string {
  if (!(error instanceof Refusal)) throw error
  const { problem } = error
  if (problem.kind !== 'registration') return problem.kind
  return problem.field ? `${problem.rule} ${problem.field}` : problem.rule
}

/** A definition of a custom text field, but for what is given. */
export function aField(given: Partial<FieldDefinition> & { name: string }): FieldDefinition {
  const kind = given.kind ?? 'custom'
  return {
    id: uuidv7(),
    kind,
    scope: customerScopes[kind],
    label: given.name,
    type: 'text',
    datatype: 'String',
    default_value: null,
    phase: 1,
    position: 1,
    rule: null,
    regex: null,
    error: null,
    options: [],
    mandatory: false,
    disabled: false,
    created_at: new Date().toISOString(),
    created_by: 'test',
    ...given,
  }
}

/** Sets up a till in a store of its own. @returns its code. */
export async function aTill(ctx: Context, code: string): Promise<string> {
  const { id } = await createStore(ctx, { code: `store of ${code}` })
  await createTill(ctx, { code, store_id: id, password: 'never signs in' })
  return code
}
