import type { Queryable } from '../../db/database.ts'
import type { Context } from '../context.ts'
import { lockOrganization } from '../organizations/sql.ts'
import type { ProgrammeChanges } from './change-programme.ts'
import type { Programme, Tier } from './programme.ts'

const tiersOf = (programme: string) => `(
  select coalesce(jsonb_agg(jsonb_build_object('serial', t.serial, 'name', t.name, 'description', t.description,
    'threshold', t.threshold::text, 'valid_days', t.valid_days, 'keep_threshold', t.keep_threshold::text) order by t.serial), '[]')
  from tiers t where t.organization_id = ${programme}.organization_id and t.programme_id = ${programme}.id)`

/** The columns of a programme as `Programme` has them. */
export const programmeColumns = `p.id, p.number, p.name, p.description, p.is_default, p.points_valid_days, p.tiers_by,
  p.decimals, p.points_per_currency::text, p.points_to_currency::text,
  case when p.incentive_points is not null then
    jsonb_build_object('fields', p.incentive_fields, 'points', p.incentive_points::text) end as incentive,
  ${tiersOf('p')} as tiers, p.created_at, p.updated_at`

const selectText = `
select ${programmeColumns} from programmes p
where p.organization_id = $1::text::uuid
order by p.is_default desc, p.number`

/** The programmes of an organization, the default first. */
export function selectProgrammes(db: Queryable, organizationId: string): Promise<Programme[]> {
  return db.query<Programme>(selectText, [organizationId])
}

/** As selectProgrammes; until the transaction ends nobody else changes any, adds one, or becomes a member of one. */
export async function lockProgrammes({ db, organizationId }: Context): Promise<Programme[]> {
  await lockOrganization(db, organizationId)
  await db.query('select from programmes where organization_id = $1::text::uuid order by id for update', [
    organizationId,
  ])
  return selectProgrammes(db, organizationId)
}

/** Whether anybody is a member of any programme of the organization. */
export async function hasMembers({ db, organizationId }: Context): Promise<boolean> {
  const text = 'select from memberships where organization_id = $1::text::uuid limit 1'
  return (await db.query(text, [organizationId])).length > 0
}

/** Leaves the organization without a default programme. */
export async function clearDefault({ db, organizationId }: Context): Promise<void> {
  await db.query(
    'update programmes set is_default = false where organization_id = $1::text::uuid and is_default',
    [organizationId],
  )
}

type Written = Omit<ProgrammeChanges, 'tiers'> & { at: string }

const record = `jsonb_to_record($2::text::jsonb) as c(id uuid, number integer, name text, description text,
  is_default boolean, points_valid_days integer, tiers_by text, decimals smallint, points_per_currency numeric,
  points_to_currency numeric, incentive jsonb, at timestamptz)`

const insertText = `
insert into programmes (organization_id, id, number, name, description, is_default, points_valid_days, tiers_by, decimals,
  points_per_currency, points_to_currency, incentive_fields, incentive_points, created_at)
select $1::text::uuid, c.id, c.number, c.name, coalesce(c.description, ''), c.is_default, c.points_valid_days,
  coalesce(c.tiers_by, 'lifetime_points'), coalesce(c.decimals, 0), trim_scale(c.points_per_currency),
  trim_scale(c.points_to_currency), c.incentive->'fields', trim_scale((c.incentive->>'points')::numeric), c.at
from ${record}`

/** Raises a violation of `programmes_name`. */
export async function insertProgramme(
  { db, organizationId }: Context,
  programme: Written & { id: string; number: number },
): Promise<void> {
  await db.query(insertText, [organizationId, JSON.stringify(programme)])
}

// What a change does not name keeps its value; null clears, where a column may be null.
const given = (column: string, value: string) =>
  `${column} = case when $2::text::jsonb ? '${column}' then ${value} else p.${column} end`
const incentive = (column: string, value: string) =>
  `${column} = case when $2::text::jsonb ? 'incentive' then ${value} else p.${column} end`

const updateText = `
update programmes p set
  name = coalesce(c.name, p.name),
  description = coalesce(c.description, p.description),
  is_default = coalesce(c.is_default, p.is_default),
  tiers_by = coalesce(c.tiers_by, p.tiers_by),
  decimals = coalesce(c.decimals, p.decimals),
  ${given('points_valid_days', 'c.points_valid_days')},
  ${given('points_per_currency', 'trim_scale(c.points_per_currency)')},
  ${given('points_to_currency', 'trim_scale(c.points_to_currency)')},
  ${incentive('incentive_fields', "c.incentive->'fields'")},
  ${incentive('incentive_points', "trim_scale((c.incentive->>'points')::numeric)")},
  updated_at = c.at
from ${record}
where p.organization_id = $1::text::uuid and p.id = $3::text::uuid`

/** Raises a violation of `programmes_name`. */
export async function patchProgramme(
  { db, organizationId }: Context,
  id: string,
  { tiers, ...changes }: ProgrammeChanges & { at: string },
): Promise<void> {
  await db.query(updateText, [organizationId, JSON.stringify(changes), id])
}

const tiersText = `
insert into tiers (organization_id, programme_id, serial, name, description, threshold, valid_days, keep_threshold)
select $1::text::uuid, $2::text::uuid, t.serial, t.name, t.description, trim_scale(t.threshold), t.valid_days,
  trim_scale(t.keep_threshold)
from jsonb_to_recordset($3::text::jsonb) as t(serial smallint, name text, description text, threshold numeric,
  valid_days integer, keep_threshold numeric)
on conflict (organization_id, programme_id, serial) do update
set name = excluded.name, description = excluded.description, threshold = excluded.threshold,
  valid_days = excluded.valid_days, keep_threshold = excluded.keep_threshold`

/** Raises a violation of `tiers_name`. */
export async function writeTiers(
  { db, organizationId }: Context,
  programmeId: string,
  tiers: readonly Tier[],
): Promise<void> {
  await db.query(tiersText, [organizationId, programmeId, JSON.stringify(tiers)])
}
