import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'
import {
  createOrganization,
  listOrganizations,
  updateOrganization,
} from '../core/organizations/organization.ts'
import type { Organization } from '../core/organizations/sql.ts'
import { everyRow } from '../core/page-by-id.ts'
import type { Database } from '../db/database.ts'
import { organizationBody, organizationChanges } from '../dialects/native/key-schemas.ts'
import { read } from '../dialects/wire.ts'
import { print } from './listing.ts'
import { Misuse } from './misuse.ts'
import { openForCommand } from './open.ts'

const usage = `Usage:
  clientele organizations list
  clientele organizations create <name> [settings]
  clientele organizations update <id> [--name <name>] [settings]
Settings: --country <alpha-2>, --time-zone <IANA name>, --handle <handle>, --precondition-required <on|off>,
  --suspended <on|off>.
--json prints JSON. A key for a new one: clientele keys issue --organization <id>.`

const options = {
  name: { type: 'string' },
  country: { type: 'string' },
  'time-zone': { type: 'string' },
  handle: { type: 'string' },
  'precondition-required': { type: 'string' },
  suspended: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Lists, sets up and changes organizations. */
export async function organizations(config: Readonly<Config>, args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  const [act, argument] = positionals
  if (values.help) return console.log(usage)
  if (!act || !Object.hasOwn(acts, act) || positionals.length > 2) throw new Misuse(usage)
  await using services = await openForCommand(config)
  await acts[act as keyof typeof acts](services.db, argument, values)
}

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

const acts = {
  async list(db: Database, _argument: string | undefined, { json }: Values) {
    print(json, await everyRow((query) => listOrganizations(db, query)), (organization) => organization)
  },

  async create(db: Database, name: string | undefined, values: Values) {
    if (name === undefined) throw new Misuse(usage)
    const body = read(organizationBody, { ...settings(values), name })
    tell(values, 'Set up', await createOrganization(db, body))
  },

  async update(db: Database, id: string | undefined, values: Values) {
    if (id === undefined) throw new Misuse(usage)
    const changes = read(organizationChanges, { ...settings(values), name: values.name })
    tell(values, 'Changed', await updateOrganization(db, id, changes))
  },
}

function settings(values: Values) {
  return {
    country: values.country,
    time_zone: values['time-zone'],
    handle: values.handle,
    precondition_required: onOrOff(values['precondition-required']),
    suspended: onOrOff(values.suspended),
  }
}

/** Whatever else was given stays, to be refused with the field's name. */
function onOrOff(text: string | undefined): boolean | string | undefined {
  return text === 'on' ? true : text === 'off' ? false : text
}

function tell({ json }: Values, done: string, organization: Organization): void {
  console.log(json ? JSON.stringify(organization) : `${done}: ${organization.id} ${organization.name}`)
}
