import * as v from 'valibot'
import { type RegistrationRules, standardRules } from '../../../core/registration-rules/rules.ts'
import type { Operation } from '../../openapi.ts'
import { ruleChanges } from '../rule-schemas.ts'
import { type Refusals, reusedKey, unknownParameter, unreadable } from './problems.ts'
import { answersOf } from './replies.ts'
import { anyHeaders, createHeaders, needs } from './requests.ts'

/** The rules as they are answered: all of them. */
const registrationRulesShape = v.required(ruleChanges)

const changes = {
  primary: 'external_id',
  fills: { phone: false },
  external_id_pattern: '^[A-Z]{2}[0-9]{6}$',
  approves: { address: true },
} as const
const example: RegistrationRules = {
  ...standardRules,
  ...changes,
  fills: { ...standardRules.fills, ...changes.fills },
  approves: { ...standardRules.approves, ...changes.approves },
}
const one = { description: 'The rules', schema: registrationRulesShape, example }
const brokenRule: Refusals = {
  'A broken rule': {
    kind: 'invalid',
    issues: [
      {
        path: ['external_id_pattern'],
        message: 'Invalid pattern: Expected RE2 syntax, which has no look-around and no back-references',
      },
    ],
  },
}

/** How the organization registers customers. */
export const registrationRules: Operation[] = [
  {
    id: 'getRegistrationRules',
    method: 'get',
    path: '/registration-rules',
    summary: 'Get the registration rules',
    description: 'They are always there: the standard ones until others are stated.',
    security: needs('settings:read'),
    headers: anyHeaders,
    answers: answersOf({ 200: one }, unknownParameter),
  },
  {
    id: 'changeRegistrationRules',
    method: 'patch',
    path: '/registration-rules',
    summary: 'Change the registration rules',
    description:
      'What is absent stays, one by one also in `fills` and `approves`. In effect within a second. The rules are for contracts that register customers; writes of this one are not held to them.',
    security: needs('settings:admin'),
    headers: createHeaders,
    body: {
      schema: ruleChanges,
      required: true,
      types: ['application/merge-patch+json', 'application/json'],
      examples: { 'Registered by an id of yours': changes },
    },
    answers: answersOf(
      {
        200: one,
        204: { description: 'Done, with `Prefer: return=minimal`', headers: ['Preference-Applied'] },
      },
      brokenRule,
      unreadable,
      reusedKey,
    ),
  },
]
