import * as v from 'valibot'
import type { Operation } from '../../openapi.ts'
import { onlyPageParameters } from '../paging.ts'
import { enrolment, ofProgramme, pointsBody } from '../point-schemas.ts'
import { programmeBody, programmeChanges } from '../programme-schemas.ts'
import { page } from './documented.ts'
import { page as ends } from './examples.ts'
import * as shapes from './loyalty-shapes.ts'
import {
  alreadyThere,
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

const one = { description: 'The programme', schema: shapes.programme, example: shapes.aProgramme }
const minimal = { description: 'Done, with `Prefer: return=minimal`', headers: ['Preference-Applied'] }
const pageOf = (row: v.GenericSchema, example: object, headers: string[] = []) => ({
  description: 'A page',
  schema: v.object(page(row)),
  example: { data: [example], ...ends },
  headers: ['Link', ...headers],
})
const followed = ['Content-Location', 'Merged-Into']

const brokenTiers: Refusals = {
  'Thresholds out of order': {
    kind: 'invalid',
    issues: [
      {
        path: ['tiers'],
        message: 'Invalid thresholds: Expected none for the first tier, and a greater one for each next',
      },
    ],
  },
}
const inUse: Refusals = {
  'Another default programme, when there are members': {
    kind: 'refused',
    rule: 'in_use',
    fields: ['is_default'],
  },
}
const refusedEntry: Refusals = {
  'More places than the programme has': {
    kind: 'invalid',
    issues: [{ path: ['points'], message: 'Invalid points: Expected at most 0 places behind the point' }],
  },
  'A customer that takes no part': { kind: 'refused', rule: 'not_enrolled', fields: [] },
  'Fewer points than that': { kind: 'refused', rule: 'insufficient_points', fields: ['points'] },
  'A customer that is marked as fraud': { kind: 'refused', rule: 'fraud', fields: ['fraud_status'] },
  'A reference that was posted before': { kind: 'refused', rule: 'reference_used', fields: ['reference'] },
}

/** Programmes of the organization. */
export const programmes: Operation[] = [
  {
    id: 'listProgrammes',
    method: 'get',
    path: '/programmes',
    summary: 'List programmes',
    description: 'Newest first.',
    security: needs('settings:read'),
    headers: anyHeaders,
    query: onlyPageParameters,
    answers: answersOf(
      { 200: pageOf(shapes.programme, shapes.aProgramme) },
      unknownParameter,
      strangeCursor('list'),
    ),
  },
  {
    id: 'createProgramme',
    method: 'post',
    path: '/programmes',
    summary: 'Set up a programme',
    description:
      'The first programme is the default one unless it says otherwise. Which one is can be changed as long as nobody is a member of any.',
    security: needs('settings:admin'),
    headers: createHeaders,
    body: { schema: programmeBody, required: true, examples: { 'Two tiers': shapes.newProgramme } },
    answers: answersOf(
      { 201: { ...one, headers: ['Location', 'Preference-Applied'] } },
      brokenTiers,
      unreadable,
      alreadyThere('programme', 'name'),
      inUse,
      reusedKey,
    ),
  },
  {
    id: 'getProgramme',
    method: 'get',
    path: '/programmes/{programme_id}',
    summary: 'Get a programme',
    security: needs('settings:read'),
    headers: anyHeaders,
    answers: answersOf({ 200: one }, unknownParameter, noSuch('programme')),
  },
  {
    id: 'changeProgramme',
    method: 'patch',
    path: '/programmes/{programme_id}',
    summary: 'Change a programme',
    description:
      'What is absent stays, null clears. A tier is changed by its `serial`, and the next serial appends one; none is removed. Nobody goes up or down by it before the next entry.',
    security: needs('settings:admin'),
    headers: createHeaders,
    body: {
      schema: programmeChanges,
      required: true,
      types: ['application/merge-patch+json', 'application/json'],
      examples: { 'Another tier': { tiers: [{ serial: 3, name: 'Gold', threshold: '2000' }] } },
    },
    answers: answersOf(
      { 200: one, 204: minimal },
      brokenTiers,
      noSuch('programme'),
      alreadyThere('programme', 'name'),
      inUse,
      unreadable,
      reusedKey,
    ),
  },
]

/** What a customer has in programmes. */
export const points: Operation[] = [
  {
    id: 'postPoints',
    method: 'post',
    path: '/customers/{customer_id}/points',
    summary: 'Post points',
    description:
      'An entry to the ledger of a member. `earn` takes points, or the purchase that earns them; `redeem` spends those that expire first; `return` takes back earned points, the newest first, and no more than there are; `adjust` credits, or with a minus debits. What has expired is posted before it.',
    security: needs('points:write'),
    headers: createHeaders,
    body: {
      schema: pointsBody,
      required: true,
      examples: { 'A purchase': shapes.newEntry, Spending: { kind: 'redeem', points: '40' } },
    },
    answers: answersOf(
      {
        201: {
          description: 'Posted',
          schema: v.object({ entry: shapes.entry, membership: shapes.membership }),
          example: { entry: shapes.anEntry, membership: shapes.aMembership },
          headers: ['Location', 'Preference-Applied'],
        },
      },
      refusedEntry,
      noSuch('customer'),
      noSuch('programme'),
      mergedAway,
      unreadable,
      reusedKey,
    ),
  },
  {
    id: 'listPoints',
    method: 'get',
    path: '/customers/{customer_id}/points',
    summary: 'List the entries of a ledger',
    description: 'Newest first, those of customers that were merged into this one included.',
    security: needs('customers:read'),
    headers: anyHeaders,
    query: ofProgramme,
    answers: answersOf(
      { 200: pageOf(shapes.entry, shapes.anEntry, followed) },
      unknownParameter,
      strangeCursor('list'),
      noSuch('customer'),
    ),
  },
  {
    id: 'getMemberships',
    method: 'get',
    path: '/customers/{customer_id}/memberships',
    summary: 'Get the memberships of a customer',
    description: 'That of the default programme first; none for a customer that takes no part.',
    security: needs('customers:read'),
    headers: anyHeaders,
    answers: answersOf(
      {
        200: {
          description: 'Where the customer stands',
          schema: v.object({ data: v.array(shapes.standing) }),
          example: { data: [shapes.aStanding] },
          headers: followed,
        },
      },
      unknownParameter,
      noSuch('customer'),
    ),
  },
  {
    id: 'enrolCustomer',
    method: 'post',
    path: '/customers/{customer_id}/memberships',
    summary: 'Enrol a customer',
    description:
      'Makes it a member of every programme that it is not a member of, in the first tier; its `loyalty_type` becomes LOYALTY. Doing it again changes nothing.',
    security: needs('customers:write'),
    headers: createHeaders,
    body: {
      schema: enrolment,
      required: false,
      examples: { 'Registered earlier': { registered_at: '2024-02-01T10:00:00Z' } },
    },
    answers: answersOf(
      {
        200: {
          description: 'Where the customer stands',
          schema: v.object({ data: v.array(shapes.standing) }),
          example: { data: [shapes.aStanding] },
        },
        204: minimal,
      },
      unknownParameter,
      noSuch('customer'),
      mergedAway,
      unreadable,
      reusedKey,
    ),
  },
  {
    id: 'listTierChanges',
    method: 'get',
    path: '/customers/{customer_id}/tiers',
    summary: 'List how a customer went from tier to tier',
    description: 'Newest first.',
    security: needs('customers:read'),
    headers: anyHeaders,
    query: ofProgramme,
    answers: answersOf(
      { 200: pageOf(shapes.tierLine, shapes.aTierLine, followed) },
      unknownParameter,
      strangeCursor('list'),
      noSuch('customer'),
    ),
  },
]
