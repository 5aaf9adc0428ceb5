import { answerHeaders } from '../../answer-headers.ts'
import type { Contract } from '../../openapi.ts'
import { customerId, victimId } from './example-values.ts'

const text = { type: 'string' } as const

/** Headers of answers. */
export const headers: Contract['headers'] = {
  ETag: { description: 'The version of the customer, for `If-Match`.', schema: text, example: '"3"' },
  Location: {
    description: 'Where what was created is.',
    schema: text,
    example: `/v1/customers/${customerId}`,
  },
  'Content-Location': {
    description: 'Where the customer is that was answered in the place of a merged one.',
    schema: text,
    example: `/v1/customers/${customerId}`,
  },
  'Merged-Into': {
    description: 'Id of the customer that was answered in the place of a merged one.',
    schema: text,
    example: customerId,
  },
  'Unmerged-From': { description: 'Id of the survivor.', schema: text, example: customerId },
  Link: {
    description: 'The pages on either side (RFC 8288), as `next` and `prev`.',
    schema: text,
    example: `</v1/customers?after=${victimId.slice(0, 8)}>; rel="next"`,
  },
  'Preference-Applied': {
    description: 'What of `Prefer` was done.',
    schema: text,
    example: 'return=minimal',
  },
  'Cache-Control': { description: 'Nobody is to keep the answer.', schema: text, example: 'no-store' },
  ...answerHeaders,
  RateLimit: {
    ...answerHeaders.RateLimit,
    description:
      'For every limit, how many requests are left and for how many seconds; a structured field. This and those below are absent where no limit is set.',
  },
  'X-RateLimit-Limit': {
    ...answerHeaders['X-RateLimit-Limit'],
    description: 'Requests a minute, by the limit that leaves least.',
  },
  'WWW-Authenticate': { description: 'How to authenticate.', schema: text, example: 'Bearer' },
}
