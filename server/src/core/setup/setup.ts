import type { Database } from '../../db/database.ts'
import type { CardProgramme } from '../cards/programme.ts'
import type { FieldDefinition, FieldKind } from '../fields/field.ts'
import { freshly } from '../fresh.ts'
import type { Programme } from '../loyalty/programme.ts'
import { type RegistrationRules, standardRules } from '../registration-rules/rules.ts'
import { present } from '../set-up.ts'
import { type SetupRow, setupGathered } from './sql.ts'

/** What an organization has set up, as far as requests about customers need it. */
export interface Setup {
  /** ISO 3166-1 alpha-2. */
  country: string
  /** IANA name. */
  timeZone: string
  rules: RegistrationRules
  /** Those of a customer's registration, by name. */
  customFields: ReadonlyMap<string, FieldDefinition>
  /** Those of a customer, by name in lower case. */
  extendedFields: ReadonlyMap<string, FieldDefinition>
  /** The default first. */
  programmes: readonly Programme[]
  cardProgrammes: readonly CardProgramme[]
}

/** What organizations have set up, with one look-up for each in half a second. */
export interface Setups {
  /** The answer if it is fresh in memory, else undefined: spares the hot path a promise. */
  known(organizationId: string): Setup | undefined
  /** Raises missing. */
  of(organizationId: string): Promise<Setup>
  /** Drops what is in memory, so that this process sees at once what was changed through it. */
  forget(organizationId: string): void
}

// Some 20 MB. An organization counts as one, and so does each thing that it has set up.
const mostThings = 50_000

/** What organizations have set up in this database. */
export function openSetups(db: Database): Setups {
  const setups = freshly(
    async (organizationId) =>
      setupOf(present('organization', await db.gather(setupGathered, organizationId))),
    { sizeOf, most: mostThings },
  )
  return { known: setups.known, of: setups.find, forget: setups.forget }
}

const sizeOf = ({ customFields, extendedFields, programmes, cardProgrammes }: Setup) =>
  1 + customFields.size + extendedFields.size + programmes.length + cardProgrammes.length

function setupOf({ country, time_zone, rules, fields, programmes, card_programmes }: SetupRow): Setup {
  const named = (kind: FieldKind, nameOf: (field: FieldDefinition) => string) =>
    new Map(fields.filter((field) => field.kind === kind).map((field) => [nameOf(field), inIso(field)]))
  return {
    country,
    timeZone: time_zone,
    rules: rules ? inIso(rules) : standardRules,
    customFields: named('custom', ({ name }) => name),
    extendedFields: named('extended', ({ name }) => name.toLowerCase()),
    programmes: programmes.map(inIso),
    cardProgrammes: card_programmes.map(inIso),
  }
}

/** With its times in ISO 8601 and UTC, as the driver has them, in the place of PostgreSQL's notation in JSON. */
function inIso<Row extends object>(row: Row): Row {
  const members = Object.entries(row).map(([name, value]) => [
    name,
    name.endsWith('_at') && value !== null ? new Date(value).toISOString() : value,
  ])
  return Object.fromEntries(members)
}
