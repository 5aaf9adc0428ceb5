import type { Queryable } from '../../db/database.ts'
import type { Context } from '../context.ts'
import { lockOrganization } from '../organizations/sql.ts'
import { alongIds, type Walk } from '../page-by-id.ts'
import type { FieldDefinition, FieldFilter } from './field.ts'

/** The columns of `field_definitions` that leave the database. */
export const fieldColumns = `id, kind, scope, name, label, type, datatype, default_value, phase, position, rule, regex,
  error, options, mandatory, disabled, created_at, created_by`

const changeable =
  'label, type, default_value, phase, position, rule, regex, error, options, mandatory, disabled'

const insertText = `
insert into field_definitions (organization_id, id, kind, scope, name, datatype, ${changeable}, created_by)
select $1::text::uuid, $2::text::uuid, kind, scope, name, datatype, ${changeable}, $4
from jsonb_populate_record(null::field_definitions, $3::text::jsonb)
where (select count(*) from field_definitions where organization_id = $1::text::uuid) < $5::text::integer
returning ${fieldColumns}`

/**
 * Null when there are `most` already; those who add one at once take turns to count. Raises violations of
 * `field_definitions_name`, for a name that is in use, and of `field_definitions_options`.
 */
export async function insertField(ctx: Context, id: string, definition: object, most: number) {
  const parameters = [ctx.organizationId, id, JSON.stringify(definition), ctx.actor, String(most)]
  return ctx.db.transaction(async (tx) => {
    await lockOrganization(tx, ctx.organizationId)
    return (await tx.query<FieldDefinition>(insertText, parameters))[0] ?? null
  })
}

const updateText = `
update field_definitions f set (${changeable}) = (
  select ${changeable} from jsonb_populate_record(f, $3::text::jsonb))
where organization_id = $1::text::uuid and id = $2::text::uuid
returning ${fieldColumns}`

/** Null for one that is not the organization's. Raises a violation of `field_definitions_options`. */
export async function patchField(ctx: Context, id: string, changes: object) {
  const parameters = [ctx.organizationId, id, JSON.stringify(changes)]
  return (await ctx.db.query<FieldDefinition>(updateText, parameters))[0] ?? null
}

/** Null for one that is not the organization's. */
export async function selectField({ db, organizationId }: Context, id: string) {
  const text = `select ${fieldColumns} from field_definitions where organization_id = $1::text::uuid and id = $2::text::uuid`
  return (await db.query<FieldDefinition>(text, [organizationId, id]))[0] ?? null
}

const selectText = (walk: Walk) => `
select ${fieldColumns} from field_definitions
where organization_id = $1::text::uuid and ($2::text is null or kind = $2) and ($3::text is null or scope = $3)
  and ${alongIds('id', walk, 4)}`

/** The organization's fields along their ids. */
export function selectFields(
  db: Queryable,
  organizationId: string,
  { kind, scope }: FieldFilter,
  walk: Walk,
): Promise<FieldDefinition[]> {
  const parameters = [organizationId, kind ?? null, scope ?? null, walk.from, String(walk.rows)]
  return db.query<FieldDefinition>(selectText(walk), parameters)
}
