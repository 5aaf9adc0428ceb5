import * as v from 'valibot'
import type { OauthClient } from '../../../core/clients/client.ts'
import type { Operation } from '../../openapi.ts'
import { noParameters } from '../key-schemas.ts'
import { onlyPageParameters } from '../paging.ts'
import { clientBody, clientChanges } from '../store-schemas.ts'
import { id } from './documented.ts'
import { clientId, tillId } from './example-values.ts'
import { alreadyThere, noSuch, reusedKey, unknownParameter, unreadable } from './problems.ts'
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

/** A client as it is answered. */
export const oauthClient = v.object({
  id,
  key: v.string(),
  hint: v.pipe(v.string(), v.description('The last characters of the secret, to tell secrets apart.')),
  name: v.string(),
  description: v.string(),
  token_ttl_seconds: v.pipe(v.number(), v.integer()),
  default_till_id: v.nullable(id),
  default_till_if_unknown: v.boolean(),
  access_group_id: v.nullable(id),
  active: v.boolean(),
  ...made,
})
const issuedClient = v.intersect([
  oauthClient,
  v.object({ secret: v.pipe(v.string(), v.description('Its secret. It is shown this once.')) }),
])

const newClient = { name: 'web shop', token_ttl_seconds: 1800, default_till_id: tillId }
const example: OauthClient = {
  id: clientId,
  ...newClient,
  key: 'q0Zl3b7Vd1mYxT8KcR2sWf5n',
  hint: '…h4Qe',
  description: '',
  default_till_if_unknown: false,
  access_group_id: null,
  active: true,
  ...madeExample,
}
const one = { description: 'The client', schema: oauthClient, example }
const issued = {
  description: 'The client and, this once, its secret',
  schema: issuedClient,
  example: { ...example, secret: 'this-is-shown-once-and-kept-nowhere-h4Qe' },
  headers: ['Cache-Control'],
}

/** Programs of the organization that ask for tokens. */
export const oauthClients: Operation[] = [
  {
    ...reading,
    id: 'listClients',
    method: 'get',
    path: '/oauth-clients',
    summary: 'List clients',
    description: 'Newest first, those that are not active included.',
    query: onlyPageParameters,
    answers: listOf('clients', oauthClient, example),
  },
  {
    ...administering,
    id: 'createClient',
    method: 'post',
    path: '/oauth-clients',
    summary: 'Set up a client',
    description: 'A program that gets tokens for a key and a secret. Both are made here.',
    body: { schema: clientBody, required: true, examples: { 'A client': newClient } },
    answers: answersOf(
      { 201: { ...issued, headers: ['Location', 'Cache-Control'] } },
      unknownReference('default_till_id'),
      unreadable,
      alreadyThere('oauth_client', 'name'),
      reusedKey,
    ),
  },
  {
    ...reading,
    id: 'getClient',
    method: 'get',
    path: '/oauth-clients/{client_id}',
    summary: 'Get a client',
    answers: answersOf({ 200: one }, unknownParameter, noSuch('oauth_client')),
  },
  {
    ...administering,
    id: 'changeClient',
    method: 'patch',
    path: '/oauth-clients/{client_id}',
    summary: 'Change a client',
    description:
      'What is absent stays. One that is not active is refused, with all its tokens, within a second.',
    body: {
      schema: clientChanges,
      required: true,
      types: patchTypes,
      examples: { 'Out of use': { active: false } },
    },
    answers: answersOf(
      { 200: { ...one, example: { ...example, active: false } }, 204: minimal },
      unknownReference('default_till_id'),
      noSuch('oauth_client'),
      unreadable,
      alreadyThere('oauth_client', 'name'),
      reusedKey,
    ),
  },
  {
    ...administering,
    id: 'rotateClient',
    method: 'post',
    path: '/oauth-clients/{client_id}/rotate',
    summary: 'Give a client another secret',
    description:
      'The old secret gets no more tokens from now on; those that it got are good until they expire, unless the client is made inactive.',
    body: { schema: noParameters, required: false, examples: { Nothing: {} } },
    answers: answersOf({ 200: issued }, noSuch('oauth_client'), unreadable, reusedKey),
  },
]
