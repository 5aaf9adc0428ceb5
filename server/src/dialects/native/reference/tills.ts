import * as v from 'valibot'
import type { Till } from '../../../core/tills/till.ts'
import type { Operation } from '../../openapi.ts'
import { onlyPageParameters } from '../paging.ts'
import { tillBody, tillChanges } from '../store-schemas.ts'
import { id } from './documented.ts'
import { storeId, tillId } from './example-values.ts'
import { alreadyThere, noSuch, type Refusals, reusedKey, unknownParameter, unreadable } from './problems.ts'
import { answersOf } from './replies.ts'
import {
  administering,
  listOf,
  made,
  madeExample,
  minimal,
  patchTypes,
  reading,
  unknownReference,
} from './stores.ts'

/** A till as it is answered. */
export const till = v.object({
  id,
  store_id: id,
  code: v.string(),
  name: v.string(),
  username: v.string(),
  active: v.boolean(),
  ...made,
})

const newTill = { store_id: storeId, code: 'leeds.till02', name: 'Second till' }
const example: Till = {
  id: tillId,
  ...newTill,
  username: 'north/leeds.till02',
  active: true,
  ...madeExample,
}
const one = { description: 'The till', schema: till, example }
const noPassword: Refusals = {
  'No password, or two': {
    kind: 'invalid',
    issues: [{ path: ['password'], message: 'Invalid password: Expected it once, plain or as its MD5' }],
  },
}

/** Tills of the organization. */
export const tills: Operation[] = [
  {
    ...reading,
    id: 'listTills',
    method: 'get',
    path: '/tills',
    summary: 'List tills',
    description: 'Newest first, those that are not active included.',
    query: onlyPageParameters,
    answers: listOf('tills', till, example),
  },
  {
    ...administering,
    id: 'createTill',
    method: 'post',
    path: '/tills',
    summary: 'Set up a till',
    description:
      'It signs in with its `username` and, as its password, the MD5 of the password in lower-case hexadecimal; only a slow hash of that is kept. What it may do, the access group of its store says.',
    body: {
      schema: tillBody,
      required: true,
      examples: {
        'A till': { ...newTill, password: 'a long one of your own' },
        'With the MD5 of its password': { ...newTill, password_md5: '9c7f5f0e42e9db1de9c7e2a92aa4a5e7' },
      },
    },
    answers: answersOf(
      { 201: { ...one, headers: ['Location', 'Preference-Applied'] } },
      noPassword,
      unknownReference('store_id'),
      unreadable,
      alreadyThere('till', 'code'),
      reusedKey,
    ),
  },
  {
    ...reading,
    id: 'getTill',
    method: 'get',
    path: '/tills/{till_id}',
    summary: 'Get a till',
    answers: answersOf({ 200: one }, unknownParameter, noSuch('till')),
  },
  {
    ...administering,
    id: 'changeTill',
    method: 'patch',
    path: '/tills/{till_id}',
    summary: 'Change a till',
    description:
      'What is absent stays. Another password counts, and a till that is not active is refused, within a second. The code never changes.',
    body: {
      schema: tillChanges,
      required: true,
      types: patchTypes,
      examples: { 'Out of use': { active: false }, 'Another password': { password: 'a longer one' } },
    },
    answers: answersOf(
      { 200: { ...one, example: { ...example, active: false } }, 204: minimal },
      noPassword,
      unknownReference('store_id'),
      noSuch('till'),
      unreadable,
      reusedKey,
    ),
  },
]
