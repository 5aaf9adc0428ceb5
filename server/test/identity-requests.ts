import assert from 'node:assert/strict'
import type { Context } from '../src/core/context.ts'
import { type Added, type Asked, addIdentityRequest } from '../src/core/identity-requests/add.ts'
import type { RequestKind } from '../src/core/identity-requests/identity-request.ts'
import { aSetup, ruleIn } from './registration.ts'

const nothingAsked = { targetId: null, oldValue: null, newValue: null, reference: null, requestedAt: null }

export const asked = (kind: RequestKind, customerId: string, said: Partial<Asked> = {}): Asked => ({
  ...nothingAsked,
  kind,
  customerId,
  ...said,
})

/** Asks for a change of an organization that has set up nothing. */
export function ask(
  ctx: Context,
  kind: RequestKind,
  customerId: string,
  said: Partial<Asked> = {},
  approve = false,
): Promise<Added> {
  return addIdentityRequest(ctx, aSetup(), asked(kind, customerId, said), approve)
}

export const refuses = (work: Promise<unknown>, rule: string) =>
  assert.rejects(work, (error) => {
    assert.equal(ruleIn(error), rule)
    return true
  })
