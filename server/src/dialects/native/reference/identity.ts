import * as v from 'valibot'
import type { Operation } from '../../openapi.ts'
import { ssnBody } from '../card-schemas.ts'
import { free } from '../schemas.ts'
import { customer, id, time } from './documented.ts'
import { customerId } from './example-values.ts'
import * as examples from './examples.ts'
import {
  brokenPath,
  mergedAway,
  noSuch,
  type Refusals,
  reusedKey,
  stale,
  unknownParameter,
  unreadable,
} from './problems.ts'
import { answersOf } from './replies.ts'
import { needs, writeHeaders } from './requests.ts'

/** A customer's tie to an account in the system of the brand. */
const link = v.object({
  customer_id: id,
  external_id: v.string(),
  status: v.pipe(v.picklist(['ACTIVE', 'INACTIVE']), v.description('Whether it ties the two.')),
  metadata: v.pipe(v.nullable(v.record(v.string(), free)), v.description('What came with the link.')),
  created_at: time,
  updated_at: time,
})

const linkExample = {
  customer_id: customerId,
  external_id: 'crm-1042',
  status: 'INACTIVE',
  metadata: { channel: 'ios' },
  created_at: '2026-07-14T09:30:12.481Z',
  updated_at: '2026-07-15T07:02:44.120Z',
}

const brokenNumber: Refusals = {
  'A number with hyphens': {
    kind: 'invalid',
    issues: [{ path: ['ssn'], message: String.raw`Invalid format: Expected /^\d{9}$/ but received string` }],
  },
}
const common = { security: needs('customers:write'), headers: writeHeaders }
const minimal = { description: 'Done; with `Prefer: return=minimal`', headers: ['Preference-Applied'] }
const done = {
  200: {
    description: 'The customer',
    schema: customer,
    example: examples.customer,
    headers: ['ETag', 'Preference-Applied'],
  },
  204: { ...minimal, headers: ['ETag', 'Preference-Applied'] },
}

/** Who a customer is elsewhere. */
export const identity: Operation[] = [
  {
    ...common,
    id: 'setSsn',
    method: 'put',
    path: '/customers/{customer_id}/ssn',
    summary: 'Set the social security number',
    description:
      'Only the last four digits and a keyed hash are kept, for searches by the whole number. It is in no log, answer, line of the feed or stored request.',
    body: { schema: ssnBody, required: true, examples: { 'A number': { ssn: '900124821' } } },
    answers: answersOf(done, brokenNumber, noSuch('customer'), mergedAway, stale, reusedKey, unreadable),
  },
  {
    ...common,
    id: 'clearSsn',
    method: 'delete',
    path: '/customers/{customer_id}/ssn',
    summary: 'Clear the social security number',
    answers: answersOf(done, unknownParameter, brokenPath, noSuch('customer'), mergedAway, stale, reusedKey),
  },
  {
    ...common,
    id: 'endLink',
    method: 'delete',
    path: '/customers/{customer_id}/link',
    summary: 'End the link to an account of the brand',
    description:
      'Links are made through the customer contract at `/v2`, which has no way to end one. The customer loses the external id of the account, unless it is archived.',
    answers: answersOf(
      {
        200: {
          description: 'The link, inactive',
          schema: link,
          example: linkExample,
          headers: ['Preference-Applied'],
        },
        204: minimal,
      },
      unknownParameter,
      brokenPath,
      noSuch('customer'),
      noSuch('link'),
      mergedAway,
      stale,
      reusedKey,
    ),
  },
]
