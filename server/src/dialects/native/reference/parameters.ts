import type { Contract } from '../../openapi.ts'
import {
  accessGroupId,
  cardProgrammeId,
  clientId,
  customerId,
  fieldId,
  keyId,
  organizationId,
  programmeId,
  storeId,
  tillId,
  victimId,
} from './example-values.ts'

/** Examples of ids double as the values that a reader replaces by ids of their own. */
export const parameters: Contract['parameters'] = {
  customer_id: { description: 'Id of the customer.', example: customerId },
  victim_id: { description: 'Id of the customer that was merged.', example: victimId },
  field_id: { description: 'Id of the field.', example: fieldId },
  card_programme_id: { description: 'Id of the card programme.', example: cardProgrammeId },
  key_id: { description: 'Id of the key.', example: keyId },
  organization_id: { description: 'Id of the organization.', example: organizationId },
  store_id: { description: 'Id of the store.', example: storeId },
  till_id: { description: 'Id of the till.', example: tillId },
  access_group_id: { description: 'Id of the access group.', example: accessGroupId },
  client_id: { description: 'Id of the client.', example: clientId },
  field: { description: 'Which identifier.', example: 'email' },
  value: { description: 'Its value, percent-encoded.', example: 'ben@example.com' },

  as_of: { description: 'Answer the customer as it was then.' },
  limit: { description: 'Rows of the page.' },
  after: {
    description: 'Only rows behind this cursor: of `next`, or of a line of the feed. Not with `before`.',
  },
  before: {
    description: 'Only rows ahead of this cursor: of `previous`. In a history, only older lines: of `next`.',
  },
  sort: {
    description:
      'What to sort by, with `-` downwards; rows without a value come last, ties are sorted by id. Phones are sorted in E.164; one that is no valid number counts as none.',
  },
  filter: { description: 'Conditions, as JSON.', example: '{"status":"ACTIVE"}' },
  archived: { description: '`true`: the archived customers in the place of the live ones.' },
  created_from: {
    description: 'Created then or later. A date is its midnight in UTC.',
    example: '2026-01-01',
  },
  created_before: {
    description: 'Created before then. A date is its midnight in UTC.',
    example: '2026-07-01',
  },
  count: {
    description:
      'Count the whole list too: `exact` looks at every row; `estimate` does in an organization of up to 2,000 customers, and costs the same for any larger one.',
  },
  programme_id: {
    description: 'Id of the programme; of a list: only of this one.',
    example: programmeId,
  },
  kind: { description: 'Only of this kind.' },
  scope: { description: 'Only of this scope.', example: 'customer' },
  q: { description: 'Text to look for.', example: 'ada' },
  wait: { description: 'Seconds for which an empty answer may be held back.' },

  'idempotency-key': {
    name: 'Idempotency-Key',
    description:
      'A key of your making for this write. Sent again within 24 hours with the same request, it answers what it answered first and writes nothing; with another it is refused with 409. A new secret is answered again to the key alone that asked for it.',
    example: 'import-2026-07-14-row-17',
  },
  'if-match': {
    name: 'If-Match',
    description:
      'The `ETag` of the version that you have seen: any other is refused with 412. `*`: the customer must be there. An organization can make it a duty; then 428 without.',
    example: '"3"',
  },
  'if-none-match': {
    name: 'If-None-Match',
    description: '`*`: only create; 412 where there is a customer.',
    example: '*',
  },
  known: {
    name: 'If-None-Match',
    description: 'The `ETag` of the version that you have: 304 without a body while it is the latest.',
    example: '"3"',
  },
  prefer: {
    name: 'Prefer',
    description:
      '`return=minimal` (RFC 7240): no body in the answer: where it is, and its version where it has one, are in the headers.',
    example: 'return=minimal',
  },
  accept: { name: 'Accept', description: '`text/event-stream`: as a stream.' },
  lastEventId: {
    name: 'Last-Event-ID',
    description: 'The id of the last event that you have; goes before `after`.',
  },
  requestId: {
    name: 'X-Request-Id',
    description:
      'An id of your making for this request, for the logs and the feed. Made here when absent or unusable.',
    example: 'checkout-7731',
  },
  traceparent: {
    name: 'traceparent',
    description: 'The trace that the request belongs to (W3C Trace Context); its id is in the logs.',
    example: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  },
}
