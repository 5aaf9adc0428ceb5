import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'
import { revokeKey } from '../core/keys/change.ts'
import { type IssuedKey, makeKey } from '../core/keys/issue.ts'
import { standardScopes } from '../core/keys/key.ts'
import { listKeys } from '../core/keys/list.ts'
import { rotateKey } from '../core/keys/rotate.ts'
import type { Key } from '../core/keys/sql.ts'
import { getOrganization, listOrganizations } from '../core/organizations/organization.ts'
import { everyRow } from '../core/page-by-id.ts'
import type { Database } from '../db/database.ts'
import { Obstacle } from '../db/failure.ts'
import { keyBody, rotation } from '../dialects/native/key-schemas.ts'
import { read } from '../dialects/wire.ts'
import { print } from './listing.ts'
import { Misuse } from './misuse.ts'
import { openForCommand } from './open.ts'

const usage = `Usage:
  clientele keys list
  clientele keys issue [name] [--scope <scope>]... [--mask <field>]... [--expires <time>] [--limit <per minute>]
  clientele keys rotate <id> [--overlap <seconds>] [--expires <time>]
  clientele keys revoke <id>
Of the only organization, or of the one that --organization <id> names; --json prints JSON.
Scopes: ${standardScopes.join(', ')}; without --scope, all of them.`

const options = {
  organization: { type: 'string' },
  scope: { type: 'string', multiple: true },
  mask: { type: 'string', multiple: true },
  expires: { type: 'string' },
  limit: { type: 'string' },
  overlap: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Lists, issues, rotates and revokes the keys of an organization. */
export async function keys(config: Readonly<Config>, args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  const [act, argument] = positionals
  if (values.help) return console.log(usage)
  if (!act || !Object.hasOwn(acts, act) || positionals.length > 2) throw new Misuse(usage)
  await using services = await openForCommand(config)
  const organizationId = await organizationOf(services.db, values.organization)
  await acts[act as keyof typeof acts](services.db, organizationId, argument, values)
}

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

const terminal = 'terminal'

const acts = {
  async list(db: Database, organizationId: string, _argument: string | undefined, { json }: Values) {
    const rows = await everyRow((query) => listKeys(db, organizationId, query))
    print(json, rows, summary)
  },

  async issue(db: Database, organizationId: string, name = 'unnamed', values: Values) {
    const draft = read(keyBody, {
      name,
      scopes: values.scope ?? standardScopes,
      masked_fields: values.mask,
      expires_at: values.expires,
      requests_per_minute: numberOf(values.limit),
    })
    printIssued(values.json, await makeKey(db, organizationId, draft, terminal))
  },

  async rotate(db: Database, organizationId: string, id: string | undefined, values: Values) {
    if (!id) throw new Misuse(usage)
    const plan = read(rotation, { overlap_seconds: numberOf(values.overlap), expires_at: values.expires })
    const { overlap_seconds: overlapSeconds, expires_at: expiresAt } = plan
    const issued = await rotateKey(db, organizationId, id, { overlapSeconds, expiresAt }, terminal)
    printIssued(values.json, issued)
    if (!values.json) console.log(`The old key is refused in ${overlapSeconds} seconds.`)
  },

  async revoke(db: Database, organizationId: string, id: string | undefined, { json }: Values) {
    if (!id) throw new Misuse(usage)
    const key = await revokeKey(db, organizationId, id)
    console.log(json ? JSON.stringify(key) : 'Revoked: it is refused everywhere within a second.')
  },
}

const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text))

function printIssued(json: boolean | undefined, { key, secret }: IssuedKey): void {
  console.log(json ? JSON.stringify({ ...key, secret }) : `The new key, shown this once: ${secret}`)
}

function summary({ id, name, hint, scopes, masked_fields, last_used_at, expires_at, revoked_at }: Key) {
  return {
    id,
    name,
    hint,
    scopes: scopes.join(' '),
    masked: masked_fields.join(' '),
    last_used_at,
    expires_at,
    revoked_at,
  }
}

async function organizationOf(db: Database, given: string | undefined): Promise<string> {
  if (given !== undefined) return (await getOrganization(db, given)).id
  const { rows } = await listOrganizations(db, { size: 2 })
  const [only, another] = rows
  if (!only) throw new Obstacle('There is no organization yet: start the server once.')
  if (another) throw new Misuse('There are several organizations: name one with --organization <id>.')
  return only.id
}
