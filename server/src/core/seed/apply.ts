import type { Database } from '../../db/database.ts'
import { createAccessGroup, updateAccessGroup } from '../access-groups/access-groups.ts'
import { selectGroupByName } from '../access-groups/sql.ts'
import { createCardProgramme, listCardProgrammes, updateCardProgramme } from '../cards/programmes.ts'
import { type Context, unattended } from '../context.ts'
import { customerScopes, mostFields } from '../fields/field.ts'
import { createField, listFields, updateField } from '../fields/fields.ts'
import { standardScopes } from '../keys/key.ts'
import { changeProgramme, createProgramme } from '../loyalty/change-programme.ts'
import { selectProgrammes } from '../loyalty/programme-sql.ts'
import { Refusal } from '../problem.ts'
import { changeRules } from '../registration-rules/change.ts'
import { putClient, putStore, putTill } from './doors.ts'
import { organizationMeant, organizationOf } from './organization.ts'
import { hashedTills } from './passwords.ts'
import { at, differing, put } from './put.ts'
import type { Applied, Fate, ReadySeed, Seed } from './seed.ts'

const seedLock = 4800_0005

/**
 * Sets up what a seed says, all or nothing: what is there by its name or code is changed where it differs, what is not is
 * made, and nothing is removed. Servers that start at once take turns. Raises refusals with the path in the seed.
 */
export function applySeed(db: Database, seed: Seed): Promise<Applied> {
  const { organization: wanted = {}, registration_rules } = seed
  return db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [seedLock])
    const meant = await at(['organization'], () => organizationMeant(tx, wanted))
    // Takes long, so it comes before all that writes.
    const ready = { ...seed, tills: await hashedTills(tx, meant?.id ?? null, seed.tills) }
    const organization = await at(['organization'], () => organizationOf(tx, wanted))
    const ctx: Context = {
      ...unattended(tx, organization.id, 'seed'),
      country: organization.country,
      scopes: standardScopes,
    }
    if (registration_rules) await at(['registration_rules'], () => changeRules(ctx, registration_rules))
    const applied: Applied = { organization, created: 0, changed: 0, unchanged: 0 }
    for (const part of parts) for (const fate of await part(ctx, ready)) applied[fate]++
    return applied
  })
}

/** In an order in which each finds what it refers to. */
const parts: ((ctx: Context, seed: ReadySeed) => Promise<Fate[]>)[] = [
  (ctx, { fields }) => each('fields', fields, (field) => putField(ctx, field)),
  (ctx, { access_groups }) => each('access_groups', access_groups, (group) => putGroup(ctx, group)),
  (ctx, { stores }) => each('stores', stores, (store) => putStore(ctx, store)),
  (ctx, { tills }) => each('tills', tills, (till) => putTill(ctx, till)),
  (ctx, { oauth_clients }) => each('oauth_clients', oauth_clients, (client) => putClient(ctx, client)),
  (ctx, { programmes }) => each('programmes', programmes, (programme) => putProgramme(ctx, programme)),
  (ctx, { card_programmes }) =>
    each('card_programmes', card_programmes, (programme) => putCardProgramme(ctx, programme)),
]

type One<Name extends keyof Seed> = NonNullable<Seed[Name]> extends (infer Item)[] ? Item : never

async function each<Item>(name: string, items: Item[] = [], act: (item: Item) => Promise<Fate>) {
  const fates: Fate[] = []
  for (const [i, item] of items.entries()) fates.push(await at([name, i], () => act(item)))
  return fates
}

async function putField(ctx: Context, draft: One<'fields'>): Promise<Fate> {
  const { kind, name, datatype, scope = customerScopes[kind], ...changes } = draft
  const { rows } = await listFields(ctx, { kind, scope }, { size: mostFields })
  const same = kind === 'extended' ? (text: string) => text.toLowerCase() : (text: string) => text
  const existing = rows.find((field) => same(field.name) === same(name))
  if (existing && datatype && existing.datatype !== datatype)
    throw fault(['datatype'], `Invalid datatype: Expected ${existing.datatype}, by which values are stored`)
  return put(
    existing,
    changes,
    () => createField(ctx, draft),
    ({ id }, differing) => updateField(ctx, id, differing),
  )
}

async function putGroup(ctx: Context, draft: One<'access_groups'>): Promise<Fate> {
  return put(
    await selectGroupByName(ctx.db, ctx.organizationId, draft.name),
    draft,
    () => createAccessGroup(ctx, draft),
    ({ id }, changes) => updateAccessGroup(ctx, id, changes),
  )
}

async function putProgramme(ctx: Context, draft: One<'programmes'>): Promise<Fate> {
  const all = await selectProgrammes(ctx.db, ctx.organizationId)
  const existing = all.find(({ name }) => name === draft.name)
  const { tiers, ...rest } = draft
  // Of tiers what is not said stays, too.
  const isOther = tiers?.some(
    (tier) => Object.keys(differing(existing?.tiers[tier.serial - 1] ?? {}, tier)).length > 0,
  )
  return put(
    existing,
    isOther ? draft : rest,
    () => createProgramme(ctx, draft),
    ({ id }, changes) => changeProgramme(ctx, id, changes),
  )
}

async function putCardProgramme(ctx: Context, draft: One<'card_programmes'>): Promise<Fate> {
  const { rows } = await listCardProgrammes(ctx, { size: mostCardProgrammes })
  return put(
    rows.find(({ name }) => name === draft.name),
    draft,
    () => createCardProgramme(ctx, draft),
    ({ id }, changes) => updateCardProgramme(ctx, id, changes),
  )
}

const mostCardProgrammes = 10_000

const fault = (path: string[], message: string) =>
  new Refusal({ kind: 'invalid', issues: [{ path, message }] })
