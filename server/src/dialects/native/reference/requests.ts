import * as v from 'valibot'
import type { Scope } from '../../../core/keys/key.ts'
import { headers as checked } from '../preconditions.ts'

/** What requests carry beside parameters and bodies. */

/** The scope that the key must have. */
export const needs = (scope: Exclude<Scope, 'organizations:admin'>) => ({ SecretKey: [scope] })
export const administrator = { AdminKey: ['organizations:admin'] }

const tracing = {
  requestId: v.optional(v.pipe(v.string(), v.regex(/^[\w.:-]{1,128}$/))),
  traceparent: v.optional(
    v.pipe(v.string(), v.regex(/^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}(-[!-~]*)?$/)),
  ),
}

export const anyHeaders = v.object(tracing)
export const readHeaders = v.object({ known: v.optional(v.string()), ...tracing })

const once = { 'idempotency-key': checked.entries['idempotency-key'] }
const preference = { prefer: v.optional(v.string()) }
const version = { 'if-match': checked.entries['if-match'] }

/** Of writes that add, and of writes to what has no version. */
export const createHeaders = v.object({ ...once, ...preference, ...tracing })
/** Of writes whose answer is more than where it is. */
export const issueHeaders = v.object({ ...once, ...tracing })
/** Of writes to what is there. */
export const writeHeaders = v.object({ ...once, ...version, ...preference, ...tracing })
/** Of writes that do either. */
export const upsertHeaders = v.object({
  ...once,
  ...version,
  'if-none-match': checked.entries['if-none-match'],
  ...preference,
  ...tracing,
})
export const followHeaders = v.object({
  accept: v.optional(v.picklist(['application/json', 'text/event-stream'])),
  lastEventId: v.optional(v.string()),
  ...tracing,
})
export const streamHeaders = v.object({ lastEventId: v.optional(v.string()), ...tracing })
