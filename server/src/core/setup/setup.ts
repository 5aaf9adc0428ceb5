import type { Database } from '../../db/database.ts'
import type { CardProgramme } from '../cards/programme.ts'
import type { FieldDefinition, FieldKind } from '../fields/field.ts'
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

// A change must be in effect within a second on every process; half of that leaves room for the look-up.
const freshMs = 500
// Bounds what is held in memory: some 20 MB. An organization counts as one, and so does each thing that it has set up.
const mostThings = 50_000

interface Entry {
  setup: Setup
  freshUntil: number
}

export function openSetups(db: Database): Setups {
  const entries = new Map<string, Entry>()
  const looking = new Map<string, Promise<Setup>>()
  const forgotten = new Map<string, number>()
  let things = 0

  async function look(organizationId: string): Promise<Setup> {
    const since = performance.now()
    try {
      const row = await db.gather(setupGathered, organizationId)
      const setup = setupOf(present('organization', row))
      // What was read before a change is not what there is after it.
      if ((forgotten.get(organizationId) ?? 0) < since) keep(organizationId, setup)
      return setup
    } finally {
      looking.delete(organizationId)
    }
  }

  function keep(organizationId: string, setup: Setup): void {
    const earlier = entries.get(organizationId)
    things += sizeOf(setup) - (earlier ? sizeOf(earlier.setup) : 0)
    if (things > mostThings) {
      entries.clear()
      things = sizeOf(setup)
    }
    entries.set(organizationId, { setup, freshUntil: performance.now() + freshMs })
  }

  function known(organizationId: string): Setup | undefined {
    const entry = entries.get(organizationId)
    return entry && entry.freshUntil > performance.now() ? entry.setup : undefined
  }

  return {
    known,
    forget(organizationId) {
      const entry = entries.get(organizationId)
      if (entry) entry.freshUntil = 0
      looking.delete(organizationId)
      if (forgotten.size >= mostThings) forgotten.clear()
      forgotten.set(organizationId, performance.now())
    },
    async of(organizationId) {
      const fresh = known(organizationId)
      if (fresh) return fresh
      const underWay = looking.get(organizationId) ?? look(organizationId)
      looking.set(organizationId, underWay)
      return underWay
    },
  }
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
