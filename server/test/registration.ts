import assert from 'node:assert/strict'
import { Refusal } from '../src/core/problem.ts'
import { nothingProposed, type Proposal } from '../src/core/registration/proposal.ts'
import { type RegistrationRules, standardRules } from '../src/core/registration-rules/rules.ts'
import type { Setup } from '../src/core/setup/setup.ts'

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
