import type { Operation } from '../../openapi.ts'
import { keyBody, organizationBody, organizationChanges } from '../key-schemas.ts'
import { onlyPageParameters } from '../paging.ts'
import * as documented from './documented.ts'
import * as examples from './examples.ts'
import { brokenTerms, issued } from './keys.ts'
import {
  alreadyThere,
  noSuch,
  type Refusals,
  reusedKey,
  strangeCursor,
  unknownParameter,
  unreadable,
} from './problems.ts'
import { answersOf, done } from './replies.ts'
import { administrator, anyHeaders, createHeaders, issueHeaders } from './requests.ts'

const one = {
  description: 'The organization',
  schema: documented.organization,
  example: examples.organization,
}
const brokenCountry: Refusals = {
  'A broken rule': {
    kind: 'invalid',
    issues: [
      { path: ['country'], message: 'Invalid country: Expected an ISO 3166-1 alpha-2 code such as US' },
    ],
  },
}
const common = { security: administrator, headers: anyHeaders }

/** All organizations, for the administrator. */
export const organizations: Operation[] = [
  {
    ...common,
    id: 'listOrganizations',
    method: 'get',
    path: '/organizations',
    summary: 'List organizations',
    description: 'Newest first.',
    query: onlyPageParameters,
    answers: answersOf(
      {
        200: {
          description: 'A page',
          schema: documented.organizationPage,
          example: examples.organizationPage,
          headers: ['Link'],
        },
      },
      unknownParameter,
      strangeCursor('list'),
    ),
  },
  {
    ...common,
    id: 'createOrganization',
    method: 'post',
    path: '/organizations',
    summary: 'Create an organization',
    description: 'It has no key yet: issue one.',
    headers: createHeaders,
    body: {
      schema: organizationBody,
      required: true,
      examples: { 'An organization': examples.newOrganization },
    },
    answers: answersOf(
      { 201: { ...one, headers: ['Location', 'Preference-Applied'] } },
      brokenCountry,
      alreadyThere('organization', 'handle'),
      reusedKey,
      unreadable,
    ),
  },
  {
    ...common,
    id: 'getOrganization',
    method: 'get',
    path: '/organizations/{organization_id}',
    summary: 'Get an organization',
    answers: answersOf({ 200: one }, unknownParameter, noSuch('organization')),
  },
  {
    ...common,
    id: 'updateOrganization',
    method: 'patch',
    path: '/organizations/{organization_id}',
    summary: 'Change an organization',
    description:
      'What is absent stays. Suspended, its keys are refused with 403 within a second; its records stay as they are.',
    headers: createHeaders,
    body: {
      schema: organizationChanges,
      required: true,
      types: ['application/merge-patch+json', 'application/json'],
      examples: { 'Two changes': { name: 'Northern shops Ltd', precondition_required: false } },
    },
    answers: answersOf(
      { 200: one, 204: done },
      brokenCountry,
      noSuch('organization'),
      alreadyThere('organization', 'handle'),
      reusedKey,
      unreadable,
    ),
  },
  {
    ...common,
    id: 'issueOrganizationKey',
    method: 'post',
    path: '/organizations/{organization_id}/keys',
    summary: 'Issue a key of an organization',
    description: 'The first key of an organization, or one in the place of those that were lost.',
    headers: issueHeaders,
    body: { schema: keyBody, required: true, examples: { 'A key that reads': examples.newKey } },
    answers: answersOf({ 201: issued }, brokenTerms, noSuch('organization'), reusedKey, unreadable),
  },
]
