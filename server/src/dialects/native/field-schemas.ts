import * as v from 'valibot'
import { customDatatypes, extendedDatatypes, fieldKinds, longestValue } from '../../core/fields/field.ts'
import { longestPattern } from '../../core/pattern.ts'
import { label, shortText } from '../rules.ts'
import { strictObject } from '../wire.ts'
import { bothWays, isOneWay, pageParameters } from './paging.ts'

const kind = v.pipe(
  v.picklist(fieldKinds),
  v.description("Of custom_fields: the brand's own; or of extended_fields: of a catalogue."),
)
const scope = v.pipe(v.string(), v.regex(/^[a-z][a-z_]{0,49}$/))
const place = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000))
const value = v.pipe(v.string(), v.maxLength(longestValue))
const formType = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z_]{0,49}$/),
  v.description(
    'How a form asks for it: text, textarea, select, checkbox, radio, datepicker, file, or another word.',
  ),
)
const formRule = v.pipe(
  v.string(),
  v.maxLength(2000),
  v.description('A rule for forms, in their own language; kept, not applied.'),
)
const pattern = v.pipe(v.string(), v.minLength(1), v.maxLength(longestPattern))

/** A name becomes a member of JSON, and these are refused in bodies. */
const name = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^[^\p{C}]{1,100}$/u),
  v.check(
    (text) => !['__proto__', 'constructor', 'prototype'].includes(text),
    'Invalid name: Received one that no body can carry',
  ),
)

/** What of a field can be changed. */
export const fieldChanges = strictObject({
  label: v.optional(label),
  type: v.optional(formType),
  default_value: v.optional(v.nullable(value)),
  phase: v.optional(place),
  position: v.optional(place),
  rule: v.optional(v.nullable(formRule)),
  regex: v.optional(v.nullable(pattern)),
  error: v.optional(v.nullable(shortText)),
  options: v.optional(
    v.pipe(
      v.array(v.pipe(value, v.minLength(1))),
      v.maxLength(500),
      v.check((list) => new Set(list).size === list.length, 'Invalid list: Received a value twice'),
    ),
  ),
  mandatory: v.optional(v.boolean()),
  disabled: v.optional(v.boolean()),
})

/** A new field. Which data types there are, and how long a name may be, depends on the kind. */
export const fieldBody = strictObject({
  kind,
  scope: v.optional(scope),
  name,
  datatype: v.optional(v.picklist([...customDatatypes, ...extendedDatatypes])),
  ...fieldChanges.entries,
})

/** Query parameters of the list of fields. */
export const fieldParameters = v.pipe(
  v.strictObject({ kind: v.optional(kind), scope: v.optional(scope), ...pageParameters }),
  v.forward(
    v.check((query) => isOneWay(query), bothWays),
    ['before'],
  ),
)
