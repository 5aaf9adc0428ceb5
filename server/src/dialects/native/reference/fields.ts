import * as v from 'valibot'
import {
  customDatatypes,
  extendedDatatypes,
  type FieldDefinition,
  fieldKinds,
} from '../../../core/fields/field.ts'
import type { Operation } from '../../openapi.ts'
import { fieldBody, fieldChanges, fieldParameters } from '../field-schemas.ts'
import { id, page, time } from './documented.ts'
import { fieldId, keyId } from './example-values.ts'
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

const text = v.string()
const maybeText = v.nullable(text)
const whole = v.pipe(v.number(), v.integer())
const { type, rule } = fieldChanges.entries

/** A field as it is answered. */
export const field = v.object({
  id,
  kind: v.pipe(v.picklist(fieldKinds), v.description('Of which column its values are members.')),
  scope: text,
  name: text,
  label: text,
  type: type.wrapped,
  datatype: v.picklist([...customDatatypes, ...extendedDatatypes]),
  default_value: maybeText,
  phase: whole,
  position: whole,
  rule: rule.wrapped,
  regex: maybeText,
  error: maybeText,
  options: v.array(text),
  mandatory: v.boolean(),
  disabled: v.boolean(),
  created_at: time,
  created_by: text,
})

const newField = {
  kind: 'extended',
  name: 'Gender',
  label: 'Gender',
  datatype: 'STANDARD_ENUM',
  options: ['Female', 'Male', 'Other'],
} as const
const example: FieldDefinition = {
  id: fieldId,
  ...newField,
  options: [...newField.options],
  scope: 'customer',
  type: 'text',
  default_value: null,
  phase: 0,
  position: 0,
  rule: null,
  regex: null,
  error: null,
  mandatory: false,
  disabled: false,
  created_at: '2026-07-14T09:10:00.000Z',
  created_by: keyId,
}
const one = (changed: Partial<FieldDefinition> = {}) => ({
  description: 'The field',
  schema: field,
  example: { ...example, ...changed },
})
const minimal = { description: 'Done, with `Prefer: return=minimal`', headers: ['Preference-Applied'] }
const brokenRule: Refusals = {
  'A data type of the other kind': {
    kind: 'invalid',
    issues: [
      {
        path: ['datatype'],
        message: `Invalid datatype: Expected one of ${customDatatypes.join(', ')} of custom fields`,
      },
    ],
  },
  'A regular expression that could run for ever': {
    kind: 'invalid',
    issues: [
      {
        path: ['regex'],
        message: 'Invalid pattern: Expected RE2 syntax, which has no look-around and no back-references',
      },
    ],
  },
}
const reading = needs('settings:read')
const administering = needs('settings:admin')

/** The members of custom and extended fields that an organization knows. */
export const fields: Operation[] = [
  {
    id: 'listFields',
    method: 'get',
    path: '/fields',
    summary: 'List fields',
    description: 'Newest first, disabled ones included.',
    security: reading,
    headers: anyHeaders,
    query: fieldParameters,
    answers: answersOf(
      {
        200: {
          description: 'A page',
          schema: v.object(page(field)),
          example: { data: [example], ...ends },
          headers: ['Link'],
        },
      },
      unknownParameter,
      strangeCursor('list'),
    ),
  },
  {
    id: 'createField',
    method: 'post',
    path: '/fields',
    summary: 'Define a field',
    description:
      'Contracts that check `custom_fields` and `extended_fields` take members that are defined here and refuse others; this one takes any. A name is unique within kind and scope, of extended fields in any case. What is left out is as in a field of free text.',
    security: administering,
    headers: createHeaders,
    body: { schema: fieldBody, required: true, examples: { 'An enumeration': newField } },
    answers: answersOf(
      { 201: { ...one(), headers: ['Location', 'Preference-Applied'] } },
      brokenRule,
      unreadable,
      alreadyThere('field', 'name'),
      reusedKey,
    ),
  },
  {
    id: 'getField',
    method: 'get',
    path: '/fields/{field_id}',
    summary: 'Get a field',
    security: reading,
    headers: anyHeaders,
    answers: answersOf({ 200: one() }, unknownParameter, noSuch('field')),
  },
  {
    id: 'changeField',
    method: 'patch',
    path: '/fields/{field_id}',
    summary: 'Change a field',
    description:
      'What is absent stays. Kind, scope, name and data type never change: values are stored by them. A field is not deleted but disabled; the values that are stored stay.',
    security: administering,
    headers: createHeaders,
    body: {
      schema: fieldChanges,
      required: true,
      types: ['application/merge-patch+json', 'application/json'],
      examples: { 'Out of use': { disabled: true } },
    },
    answers: answersOf(
      { 200: one({ disabled: true }), 204: minimal },
      brokenRule,
      noSuch('field'),
      unreadable,
      reusedKey,
    ),
  },
]
