import type { Operation } from '../../openapi.ts'
import { keyBody, keyChanges, rotation } from '../key-schemas.ts'
import { onlyPageParameters } from '../paging.ts'
import * as documented from './documented.ts'
import * as examples from './examples.ts'
import { noSuch, type Refusals, reusedKey, strangeCursor, unknownParameter, unreadable } from './problems.ts'
import { answersOf, done } from './replies.ts'
import { anyHeaders, createHeaders, issueHeaders, needs } from './requests.ts'

const one = { description: 'The key', schema: documented.key, example: examples.key }
export const issued = {
  description: 'The key and, this once, its secret',
  schema: documented.issuedKey,
  example: examples.issued,
  headers: ['Cache-Control'],
}
export const brokenTerms: Refusals = {
  'Masks on a key that writes': {
    kind: 'invalid',
    issues: [
      {
        path: ['scopes', 0],
        message: 'customers:write does not go with masked fields: such a key only reads',
      },
    ],
  },
}
const beyond: Refusals = {
  'A scope that the asking key has not': {
    kind: 'forbidden',
    issues: [{ path: ['scopes', 0], message: 'privacy:admin is not a scope of the key that asks' }],
  },
}
const spent: Refusals = {
  'A key that has ended': {
    kind: 'invalid',
    issues: [
      {
        path: [],
        message: 'The key does not work any more: issue a new one or rotate its successor',
      },
    ],
  },
}
const common = { security: needs('keys:admin'), headers: anyHeaders }

/** Keys of the organization. */
export const keys: Operation[] = [
  {
    ...common,
    id: 'listKeys',
    method: 'get',
    path: '/keys',
    summary: 'List keys',
    description: 'Newest first, those that no longer work included.',
    query: onlyPageParameters,
    answers: answersOf(
      {
        200: {
          description: 'A page',
          schema: documented.keyPage,
          example: examples.keyPage,
          headers: ['Link'],
        },
      },
      unknownParameter,
      strangeCursor('list'),
    ),
  },
  {
    ...common,
    id: 'issueKey',
    method: 'post',
    path: '/keys',
    summary: 'Issue a key',
    description:
      'A key gives no more than it has: only scopes of the key that asks. With `masked_fields` it may only read, and shows these in masked form.',
    headers: issueHeaders,
    body: { schema: keyBody, required: true, examples: { 'A key that reads': examples.newKey } },
    answers: answersOf({ 201: issued }, brokenTerms, beyond, reusedKey, unreadable),
  },
  {
    ...common,
    id: 'getKey',
    method: 'get',
    path: '/keys/{key_id}',
    summary: 'Get a key',
    answers: answersOf({ 200: one }, unknownParameter, noSuch('key')),
  },
  {
    ...common,
    id: 'nameKey',
    method: 'patch',
    path: '/keys/{key_id}',
    summary: 'Name a key',
    description: 'Scopes and masks of a key never change: issue another.',
    headers: createHeaders,
    body: {
      schema: keyChanges,
      required: true,
      types: ['application/merge-patch+json', 'application/json'],
      examples: { 'Another name': { name: 'monthly reporting' } },
    },
    answers: answersOf({ 200: one, 204: done }, unknownParameter, noSuch('key'), reusedKey, unreadable),
  },
  {
    ...common,
    id: 'rotateKey',
    method: 'post',
    path: '/keys/{key_id}/rotate',
    summary: 'Rotate a key',
    description:
      'Makes a new key of the same name and powers; the old one goes on working for `overlap_seconds`.',
    headers: issueHeaders,
    body: { schema: rotation, required: false, examples: { 'An hour for both': { overlap_seconds: 3600 } } },
    answers: answersOf({ 201: issued }, spent, beyond, noSuch('key'), reusedKey, unreadable),
  },
  {
    ...common,
    id: 'revokeKey',
    method: 'delete',
    path: '/keys/{key_id}',
    summary: 'Revoke a key',
    description: 'Refused from now on, by every process within a second. Doing it again changes nothing.',
    headers: createHeaders,
    answers: answersOf({ 200: one, 204: done }, unknownParameter, noSuch('key'), reusedKey),
  },
]
