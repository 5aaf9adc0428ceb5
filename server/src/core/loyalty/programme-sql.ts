import type { Queryable } from '../../db/database.ts'
import type { Programme } from './programme.ts'

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
