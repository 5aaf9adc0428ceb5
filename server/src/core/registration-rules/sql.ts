import type { Queryable } from '../../db/database.ts'
import type { Context } from '../context.ts'
import { type RegistrationRules, standardRules } from './rules.ts'

/** The columns of `registration_rules` as `RegistrationRules` has them. */
export const ruleColumns = `primary_identifier as "primary", fills, strict, skip_secondary, required, enrolment_requires,
  external_id_pattern, min_registered_at, batch_limit, password_sign_in, approves`

/** Null for an organization that has stated none. */
export async function selectRules(db: Queryable, organizationId: string): Promise<RegistrationRules | null> {
  const text = `select ${ruleColumns} from registration_rules where organization_id = $1::text::uuid`
  return (await db.query<RegistrationRules>(text, [organizationId]))[0] ?? null
}

const written = `primary_identifier, fills, strict, skip_secondary, required, enrolment_requires, external_id_pattern,
  min_registered_at, batch_limit, password_sign_in, approves`

// What changes nothing leaves the row alone.
const patchText = `
insert into registration_rules as r (organization_id, ${written}, updated_at, updated_by)
select $1::text::uuid, ${written}, now(), $4
from jsonb_populate_record(null::registration_rules, json_merge_patch($2::text::jsonb, $3::text::jsonb))
on conflict (organization_id) do update set (${written}, updated_at, updated_by) = (
  select ${written}, now(), $4
  from jsonb_populate_record(null::registration_rules, json_merge_patch(to_jsonb(r), $3::text::jsonb)))
where jsonb_populate_record(null::registration_rules, json_merge_patch(to_jsonb(r), $3::text::jsonb)) is distinct from r`

/** Patches the rules (RFC 7396), which are the standard ones where there are none yet. */
export async function patchRules(ctx: Context, patch: object): Promise<void> {
  const parameters = [ctx.organizationId, columnsOf(standardRules), columnsOf(patch), ctx.actor]
  await ctx.db.query(patchText, parameters)
}

/** "primary" is a word of SQL. */
function columnsOf({ primary, ...rest }: { primary?: unknown }): string {
  return JSON.stringify(primary === undefined ? rest : { ...rest, primary_identifier: primary })
}
