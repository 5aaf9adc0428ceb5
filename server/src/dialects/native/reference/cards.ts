import * as v from 'valibot'
import { cardStatuses } from '../../../core/cards/enrolment.ts'
import type { Operation } from '../../openapi.ts'
import { cardBody, cardProgrammeBody, cardProgrammeChanges } from '../card-schemas.ts'
import { onlyPageParameters } from '../paging.ts'
import { id, page, time } from './documented.ts'
import { cardProgrammeId, keyId } from './example-values.ts'
import {
  brokenPath,
  mergedAway,
  noSuch,
  type Refusals,
  reusedKey,
  strangeCursor,
  unknownParameter,
  unreadable,
} from './problems.ts'
import { answersOf } from './replies.ts'
import { anyHeaders, createHeaders, needs } from './requests.ts'

const described = <Schema extends v.GenericSchema>(schema: Schema, words: string) =>
  v.pipe(schema, v.description(words))
const maybeTime = v.nullable(time)

/** A card that the organization offers. */
export const cardProgramme = v.object({
  id,
  name: v.string(),
  merchant_key: v.nullable(v.string()),
  created_at: time,
  created_by: v.string(),
  updated_at: maybeTime,
  updated_by: v.nullable(v.string()),
})

/** A card that a customer has. */
export const card = v.object({
  card_programme_id: id,
  name: described(v.string(), 'Name of the programme.'),
  merchant_key: v.nullable(v.string()),
  status: described(v.picklist(cardStatuses), 'Whether the card is open.'),
  created_at: time,
  updated_at: maybeTime,
})

const programmeExample = {
  id: cardProgrammeId,
  name: 'Harbor Rewards Visa',
  merchant_key: 'HARBOR_CARD',
  created_at: '2026-07-01T08:00:00.000Z',
  created_by: keyId,
  updated_at: null,
  updated_by: null,
}
const cardExample = {
  card_programme_id: cardProgrammeId,
  name: programmeExample.name,
  merchant_key: programmeExample.merchant_key,
  status: 'OPEN',
  created_at: '2026-07-14T09:30:12.481Z',
  updated_at: null,
}
const one = { description: 'The programme', schema: cardProgramme, example: programmeExample }
const oneCard = { description: 'The card', schema: card, example: cardExample }
const minimal = { description: 'Done; with `Prefer: return=minimal`', headers: ['Preference-Applied'] }

const broken: Refusals = {
  'A broken rule': {
    kind: 'invalid',
    issues: [{ path: ['name'], message: 'Invalid length: Expected >=1 but received 0' }],
  },
}
const brokenStatus: Refusals = {
  'A status that a card does not have': {
    kind: 'invalid',
    issues: [{ path: ['status'], message: 'Invalid type: Expected ("OPEN" | "CLOSED") but received string' }],
  },
}
const usedName: Refusals = {
  'A name that is in use': { kind: 'exists', what: 'card_programme', field: 'name' },
}
const reading = { security: needs('settings:read'), headers: anyHeaders }
const writing = { security: needs('settings:admin'), headers: createHeaders }
const example = { name: 'Harbor Rewards Visa', merchant_key: 'HARBOR_CARD' }

/** The cards that the organization offers, and who has which. */
export const cards: Operation[] = [
  {
    ...reading,
    id: 'listCardProgrammes',
    method: 'get',
    path: '/card-programmes',
    summary: 'List card programmes',
    description: 'Newest first.',
    query: onlyPageParameters,
    answers: answersOf(
      {
        200: {
          description: 'A page',
          schema: v.object(page(cardProgramme)),
          example: { data: [programmeExample], has_more: false, next: null, previous: null },
          headers: ['Link'],
        },
      },
      unknownParameter,
      strangeCursor('list'),
    ),
  },
  {
    ...writing,
    id: 'createCardProgramme',
    method: 'post',
    path: '/card-programmes',
    summary: 'Set up a card programme',
    description:
      'Programmes with the same merchant key are of one product. Once there are two keys, callers of the customer contract at `/v2` must say which one they mean.',
    body: { schema: cardProgrammeBody, required: true, examples: { 'A programme': example } },
    answers: answersOf(
      { 201: { ...one, headers: ['Location', 'Preference-Applied'] } },
      broken,
      usedName,
      reusedKey,
      unreadable,
    ),
  },
  {
    ...reading,
    id: 'getCardProgramme',
    method: 'get',
    path: '/card-programmes/{card_programme_id}',
    summary: 'Get a card programme',
    answers: answersOf({ 200: one }, unknownParameter, noSuch('card_programme')),
  },
  {
    ...writing,
    id: 'changeCardProgramme',
    method: 'patch',
    path: '/card-programmes/{card_programme_id}',
    summary: 'Change a card programme',
    description: 'What is absent stays.',
    body: {
      schema: cardProgrammeChanges,
      required: true,
      types: ['application/merge-patch+json', 'application/json'],
      examples: { 'Another name': { name: 'Harbor Visa' } },
    },
    answers: answersOf(
      { 200: { ...one, headers: ['Preference-Applied'] }, 204: minimal },
      broken,
      usedName,
      noSuch('card_programme'),
      reusedKey,
      unreadable,
    ),
  },
  {
    id: 'listCards',
    method: 'get',
    path: '/customers/{customer_id}/cards',
    summary: 'List the cards of a customer',
    description: 'Of a merged customer, those of the customer that it is part of now.',
    security: needs('customers:read'),
    headers: anyHeaders,
    answers: answersOf(
      {
        200: {
          description: 'The cards',
          schema: v.object({ data: v.array(card) }),
          example: { data: [cardExample] },
        },
      },
      unknownParameter,
      brokenPath,
      noSuch('customer'),
    ),
  },
  {
    id: 'putCard',
    method: 'put',
    path: '/customers/{customer_id}/cards/{card_programme_id}',
    summary: 'Give a customer a card, or the card a status',
    description:
      'What changes nothing is left alone. The version of the customer and the feed do not tell of cards.',
    security: needs('customers:write'),
    headers: createHeaders,
    body: { schema: cardBody, required: true, examples: { 'An open card': { status: 'OPEN' } } },
    answers: answersOf(
      { 200: { ...oneCard, headers: ['Preference-Applied'] }, 204: minimal },
      brokenStatus,
      noSuch('customer'),
      noSuch('card_programme'),
      mergedAway,
      reusedKey,
      unreadable,
    ),
  },
]
