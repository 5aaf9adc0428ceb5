import * as v from 'valibot'
import type { Store } from '../../../core/stores/store.ts'
import type { Operation } from '../../openapi.ts'
import { onlyPageParameters } from '../paging.ts'
import { storeBody, storeChanges } from '../store-schemas.ts'
import { id, page, time } from './documented.ts'
import { keyId, storeId } from './example-values.ts'
import { page as ends } from './examples.ts'
import {
  alreadyThere,
  noSuch,
  type Refusals,
  reusedKey,
  strangeCursor,
  unknownParameter,
  unreadable,
} from './problems.ts'
import { answersOf } from './replies.ts'
import { anyHeaders, createHeaders, needs } from './requests.ts'

const maybeText = v.nullable(v.string())

/** What everything that is set up tells of itself. */
export const made = {
  created_at: time,
  created_by: v.string(),
  updated_at: v.nullable(time),
  updated_by: maybeText,
}
export const madeExample = {
  created_at: '2026-07-14T09:10:00.000Z',
  created_by: keyId,
  updated_at: null,
  updated_by: null,
}

/** A store as it is answered. */
export const store = v.object({
  id,
  code: v.string(),
  name: v.string(),
  external_id: v.pipe(maybeText, v.description('Its id in another system.')),
  external_id_1: maybeText,
  external_id_2: maybeText,
  zone_code: maybeText,
  concept_code: maybeText,
  access_group_id: v.nullable(id),
  ...made,
})

const newStore = { code: 'leeds', name: 'Leeds, Briggate', external_id: 'SAP-4711', zone_code: 'north' }
const example: Store = {
  id: storeId,
  ...newStore,
  external_id_1: null,
  external_id_2: null,
  concept_code: null,
  access_group_id: null,
  ...madeExample,
}
const one = { description: 'The store', schema: store, example }
export const minimal = {
  description: 'Done, with `Prefer: return=minimal`',
  headers: ['Preference-Applied'],
}

/** What a body refers to and is not there. */
export const unknownReference = (member: string): Refusals => ({
  [`A ${member} of nothing that works`]: {
    kind: 'invalid',
    issues: [
      { path: [member], message: `Invalid ${member}: Expected the id of one that is there and active` },
    ],
  },
})

/** A list by pages, newest first. */
export const listOf = (what: string, row: v.GenericSchema, example: unknown): Operation['answers'] =>
  answersOf(
    {
      200: {
        description: `A page of ${what}`,
        schema: v.object(page(row)),
        example: { data: [example], ...ends },
        headers: ['Link'],
      },
    },
    unknownParameter,
    strangeCursor('list'),
  )

export const reading = { security: needs('settings:read'), headers: anyHeaders }
export const administering = { security: needs('settings:admin'), headers: createHeaders }
export const patchTypes = ['application/merge-patch+json', 'application/json']

/** Stores of the organization. */
export const stores: Operation[] = [
  {
    ...reading,
    id: 'listStores',
    method: 'get',
    path: '/stores',
    summary: 'List stores',
    description: 'Newest first.',
    query: onlyPageParameters,
    answers: listOf('stores', store, example),
  },
  {
    ...administering,
    id: 'createStore',
    method: 'post',
    path: '/stores',
    summary: 'Set up a store',
    description: 'A place where tills stand. Without a name it goes by its code.',
    body: { schema: storeBody, required: true, examples: { 'A store': newStore } },
    answers: answersOf(
      { 201: { ...one, headers: ['Location', 'Preference-Applied'] } },
      unknownReference('access_group_id'),
      unreadable,
      alreadyThere('store', 'code'),
      reusedKey,
    ),
  },
  {
    ...reading,
    id: 'getStore',
    method: 'get',
    path: '/stores/{store_id}',
    summary: 'Get a store',
    answers: answersOf({ 200: one }, unknownParameter, noSuch('store')),
  },
  {
    ...administering,
    id: 'changeStore',
    method: 'patch',
    path: '/stores/{store_id}',
    summary: 'Change a store',
    description: 'What is absent stays. The code never changes: customers refer to it.',
    body: {
      schema: storeChanges,
      required: true,
      types: patchTypes,
      examples: { 'Another zone': { zone_code: 'yorkshire' } },
    },
    answers: answersOf(
      { 200: { ...one, example: { ...example, zone_code: 'yorkshire' } }, 204: minimal },
      unknownReference('access_group_id'),
      noSuch('store'),
      unreadable,
      reusedKey,
    ),
  },
]
