import { v7 as uuidv7 } from 'uuid'
import { failedCheck } from '../../db/failure.ts'
import type { Context } from '../context.ts'
import { type Page, type PageQuery, pageById } from '../page-by-id.ts'
import { patternFault } from '../pattern.ts'
import { type Issue, Refusal } from '../problem.ts'
import { knownId, present, withConstraints } from '../set-up.ts'
import {
  customDatatypes,
  customerScopes,
  extendedDatatypes,
  type FieldChanges,
  type FieldDefinition,
  type FieldDraft,
  type FieldFilter,
  longestCustomName,
  mostFields,
} from './field.ts'
import { insertField, patchField, selectField, selectFields } from './sql.ts'

/** Defines a field. Raises invalid, and exists for a name that is in use. */
export async function createField(ctx: Context, draft: FieldDraft): Promise<FieldDefinition> {
  const definition = completed(draft)
  refuse([...contradictions(definition), ...patternIssues(definition)])
  const field = await withOptions(insertField(ctx, uuidv7(), definition, mostFields))
  if (!field)
    refuse([{ path: [], message: `Invalid field: Expected at most ${mostFields} of an organization` }])
  return present('field', field)
}

/** Changes what is there of the changes; stored values stay as they are. Raises missing, invalid. */
export async function updateField(ctx: Context, id: string, changes: FieldChanges): Promise<FieldDefinition> {
  refuse(patternIssues(changes))
  return present('field', await withOptions(patchField(ctx, knownId('field', id), changes)))
}

/** Raises missing. */
export async function getField(ctx: Context, id: string): Promise<FieldDefinition> {
  return present('field', await selectField(ctx, knownId('field', id)))
}

/** A page of the organization's fields, newest first. */
export function listFields(
  { db, organizationId }: Context,
  filter: FieldFilter,
  query: PageQuery,
): Promise<Page<FieldDefinition>> {
  const { kind = null, scope = null } = filter
  const list = { organizationId, name: `fields ${JSON.stringify([kind, scope])}` }
  return pageById(list, query, (walk) => selectFields(db, organizationId, filter, walk))
}

function completed(draft: FieldDraft): Omit<FieldDefinition, 'id' | 'created_at' | 'created_by'> {
  const { kind, name } = draft
  return {
    kind,
    name,
    scope: draft.scope ?? customerScopes[kind],
    label: draft.label ?? name,
    type: draft.type ?? 'text',
    datatype: draft.datatype ?? (kind === 'custom' ? 'String' : 'STRING'),
    default_value: draft.default_value ?? null,
    phase: draft.phase ?? 0,
    position: draft.position ?? 0,
    rule: draft.rule ?? null,
    regex: draft.regex ?? null,
    error: draft.error ?? null,
    options: draft.options ?? [],
    mandatory: draft.mandatory ?? false,
    disabled: draft.disabled ?? false,
  }
}

function contradictions({ kind, name, datatype }: Pick<FieldDefinition, 'kind' | 'name' | 'datatype'>) {
  const issues: Issue[] = []
  const datatypes: readonly string[] = kind === 'custom' ? customDatatypes : extendedDatatypes
  if (kind === 'custom' && name.length > longestCustomName)
    issues.push({
      path: ['name'],
      message: `Invalid name: Expected at most ${longestCustomName} characters of a custom field`,
    })
  if (!datatypes.includes(datatype))
    issues.push({
      path: ['datatype'],
      message: `Invalid datatype: Expected one of ${datatypes.join(', ')} of ${kind} fields`,
    })
  return issues
}

function patternIssues({ regex }: FieldChanges): Issue[] {
  const fault = regex ? patternFault(regex) : null
  return fault ? [{ path: ['regex'], message: `Invalid pattern: ${fault}` }] : []
}

async function withOptions<Written>(write: Promise<Written>): Promise<Written> {
  try {
    return await withConstraints('field', 'field_definitions', write)
  } catch (error) {
    if (failedCheck(error) === 'field_definitions_options')
      refuse([{ path: ['options'], message: 'Invalid options: Expected at least one of an enumeration' }])
    throw error
  }
}

function refuse(issues: Issue[]): void {
  if (issues.length > 0) throw new Refusal({ kind: 'invalid', issues })
}
