import type { Queryable } from '../../db/database.ts'
import type { Gathered } from '../../db/gather.ts'
import { type CardProgramme, shown as cardProgrammeColumns } from '../cards/programme.ts'
import { customerScopes, type FieldDefinition } from '../fields/field.ts'
import { fieldColumns } from '../fields/sql.ts'
import type { Programme } from '../loyalty/programme.ts'
import { programmeColumns } from '../loyalty/programme-sql.ts'
import type { RegistrationRules } from '../registration-rules/rules.ts'
import { ruleColumns } from '../registration-rules/sql.ts'

/** What one statement finds of an organization; its times are as PostgreSQL writes them in JSON. */
export interface SetupRow {
  id: string
  country: string
  time_zone: string
  /** Null where it has stated none. */
  rules: RegistrationRules | null
  /** Of customers alone. */
  fields: FieldDefinition[]
  programmes: Programme[]
  card_programmes: CardProgramme[]
}

const listOf = (rows: string, member = 'to_jsonb(x)') =>
  `(select coalesce(jsonb_agg(${member}), '[]') from (${rows}) as x)`

const selectText = `
select o.id, o.country, o.time_zone,
  (select to_jsonb(x) from (
    select ${ruleColumns} from registration_rules where organization_id = o.id) as x) as rules,
  ${listOf(`select ${fieldColumns} from field_definitions where organization_id = o.id
    and (kind, scope) in (('custom', '${customerScopes.custom}'), ('extended', '${customerScopes.extended}'))
    order by phase, position, id`)} as fields,
  ${listOf(
    `select ${programmeColumns} from programmes p where p.organization_id = o.id
    order by p.is_default desc, p.number`,
    // As text: JSON has no decimals of any length.
    `to_jsonb(x) || jsonb_build_object('points_per_currency', x.points_per_currency::text,
    'points_to_currency', x.points_to_currency::text)`,
  )} as programmes,
  ${listOf(`select ${cardProgrammeColumns} from card_programmes where organization_id = o.id order by id`)} as card_programmes
from organizations o
where o.id = any($1::text::uuid[])`

async function selectSetups(db: Queryable, ids: string[]): Promise<(SetupRow | null)[]> {
  const rows = await db.query<SetupRow>(selectText, [`{${ids.join()}}`])
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => byId.get(id) ?? null)
}

/** Null for an organization that is not there. */
export const setupGathered: Gathered<string, SetupRow | null> = { lane: 'reads', run: selectSetups }
