import assert from 'node:assert/strict'
import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { describe, it, type TestContext } from 'node:test'
import { anOrganization, testDatabase } from '../../../test/database.ts'
import type { Database, Transaction } from '../../db/database.ts'
import { createOrganization } from '../organizations/organization.ts'
import { openSetups } from '../setup/setup.ts'
import { applySeed } from './apply.ts'
import type { Seed } from './seed.ts'

const { db } = await testDatabase()
let handles = 0
/** A seed of an organization that nobody else has. */
const aSeed = (seed: Seed = {}): Seed => ({
  ...seed,
  organization: { handle: `brand-${++handles}`, ...seed.organization },
})

const whole: Seed = {
  organization: { name: 'Brand', country: 'IN', time_zone: 'Asia/Kolkata' },
  registration_rules: {
    primary: 'email',
    min_registered_at: '2020-01-01T00:00:00.000Z',
    fills: { phone: false },
  },
  fields: [
    { kind: 'custom', name: 'shoe' },
    { kind: 'extended', name: 'Gender', datatype: 'STANDARD_ENUM', options: ['Female', 'Male'] },
  ],
  access_groups: [{ name: 'counter', permissions: { customer: 'WRITE' } }],
  stores: [{ code: 'one', name: 'First', access_group: 'counter' }, { code: 'two' }],
  tills: [
    { code: 'till01', store: 'one', password: '123' },
    { code: 'till02', store: 'two', password_md5: '202cb962ac59075b964b07152d234b70', active: false },
  ],
  oauth_clients: [
    {
      name: 'shop',
      key: 'key-of-the-web-shop-of-a-seed',
      secret: 'secret-of-the-web-shop-of-a-seed',
      default_till: 'till01',
      access_group: 'counter',
    },
  ],
  programmes: [
    {
      name: 'Club',
      incentive: { fields: ['email'], points: '40' },
      tiers: [
        { serial: 1, name: 'Bronze' },
        { serial: 2, name: 'Silver', threshold: '500' },
      ],
    },
  ],
  card_programmes: [{ name: 'Gold', merchant_key: 'm' }],
}
const tables = [
  'registration_rules',
  'field_definitions',
  'access_groups',
  'stores',
  'tills',
  'oauth_clients',
  'programmes',
  'tiers',
  'card_programmes',
]

/** Every row that organizations have set up, as text. */
async function everything(): Promise<string[]> {
  const rows = await Promise.all(
    tables.map((table) =>
      db.query<{ row: string }>(`select '${table} ' || t::text as row from ${table} t order by 1`),
    ),
  )
  return rows.flat().map(({ row }) => row)
}

/** An own key: keys of clients are unique wherever they are. */
function ownKey(seed: Seed): Seed {
  const own = seed.oauth_clients?.map((client) => ({ ...client, key: `${client.key}-${handles}` }))
  return own ? { ...seed, oauth_clients: own } : seed
}

/** The database, and of each slow hash that is made in a transaction on it whether that has written by then. */
function watchingHashes(t: TestContext): { watched: Database; hadWritten: boolean[] } {
  const hadWritten: boolean[] = []
  let open: Transaction | null = null
  const { scrypt } = crypto
  t.mock.method(crypto, 'scrypt', async (...asked: Parameters<typeof scrypt>) => {
    const text = 'select pg_current_xact_id_if_assigned() is not null as written'
    const [row] = (await open?.query<{ written: boolean }>(text)) ?? []
    hadWritten.push(row?.written ?? false)
    scrypt(...asked)
  })
  syncBuiltinESMExports()
  t.after(() => {
    t.mock.restoreAll()
    syncBuiltinESMExports()
  })
  const transaction: Database['transaction'] = (work) =>
    db.transaction((tx) => {
      open = tx
      return work(tx)
    })
  return { watched: { ...db, transaction }, hadWritten }
}

describe('a seed', () => {
  it('sets everything up, and changes nothing when it is applied again', async () => {
    const seed = ownKey(aSeed(whole))
    const first = await applySeed(db, seed)
    assert.deepEqual([first.created, first.changed, first.unchanged], [10, 0, 0])
    const before = await everything()
    const again = await applySeed(db, seed)
    assert.deepEqual([again.created, again.changed, again.unchanged], [0, 0, 10])
    assert.equal(again.organization.id, first.organization.id)
    assert.deepEqual(await everything(), before)
    const setup = await openSetups(db).of(first.organization.id)
    assert.deepEqual(
      [setup.country, setup.timeZone, setup.rules.primary, setup.rules.fills],
      ['IN', 'Asia/Kolkata', 'email', { email: true, phone: false, external_id: true }],
    )
    assert.deepEqual(
      [[...setup.customFields.keys()], [...setup.extendedFields.keys()]],
      [['shoe'], ['gender']],
    )
    assert.deepEqual(
      setup.programmes.map(({ name, is_default, tiers }) => [
        name,
        is_default,
        tiers.map((tier) => tier.name),
      ]),
      [['Club', true, ['Bronze', 'Silver']]],
    )
    assert.deepEqual(
      setup.cardProgrammes.map(({ name }) => name),
      ['Gold'],
    )
  })

  it('changes what differs, and leaves alone what it does not name', async () => {
    const seed = ownKey(aSeed(whole))
    const { organization } = await applySeed(db, seed)
    const { handle } = organization
    const client = seed.oauth_clients?.[0]
    assert.ok(client)
    const applied = await applySeed(db, {
      organization: { handle, name: 'Brand & Co' },
      registration_rules: { strict: true },
      fields: [{ kind: 'extended', name: 'GENDER', options: ['Female', 'Male', 'Other'] }],
      tills: [
        { code: 'till01', store: 'two', password: '124' },
        { code: 'till03', store: 'two', password: '123' },
      ],
      oauth_clients: [{ ...client, secret: 'another-secret-of-that-web-shop' }],
      programmes: [{ name: 'Club', tiers: [{ serial: 2, name: 'Silver', threshold: '600' }] }],
    })
    assert.deepEqual([applied.created, applied.changed, applied.unchanged], [1, 4, 0])
    assert.equal(applied.organization.id, organization.id)
    const setup = await openSetups(db).of(organization.id)
    assert.deepEqual([setup.rules.strict, setup.rules.primary, setup.country], [true, 'email', 'IN'])
    assert.deepEqual(setup.extendedFields.get('gender')?.options, ['Female', 'Male', 'Other'])
    assert.deepEqual(
      setup.programmes[0]?.tiers.map(({ name, threshold }) => [name, threshold]),
      [
        ['Bronze', null],
        ['Silver', '600'],
      ],
    )
    const stores = await db.query<{ code: string }>(
      'select code from stores where organization_id = $1::text::uuid order by code',
      [organization.id],
    )
    assert.deepEqual(
      stores.map(({ code }) => code),
      ['one', 'two'],
    )
  })

  it('makes no slow hash once it has written: the change feed would stand still meanwhile', async (t) => {
    const { watched, hadWritten } = watchingHashes(t)
    const seed = ownKey(aSeed(whole))
    await applySeed(watched, seed)
    assert.deepEqual(hadWritten, [false, false])
    const organization = { ...seed.organization, name: 'Renamed' }
    const tills = [
      { code: 'till01', store: 'one', password: '124' },
      { code: 'till03', store: 'two', password: '123' },
    ]
    const { created, changed } = await applySeed(watched, { ...seed, organization, tills })
    assert.deepEqual([created, changed], [1, 1])
    // What till01 had is looked at, then each gets a new one.
    assert.deepEqual(hadWritten.slice(2), [false, false, false])
  })

  it('writes no organization that is as it says', async () => {
    const seed = aSeed({ organization: { name: 'Brand', suspended: false, precondition_required: true } })
    const { organization } = await applySeed(db, seed)
    const lastWriter = () =>
      db.query('select xmin::text from organizations where id = $1::text::uuid', [organization.id])
    const before = await lastWriter()
    assert.deepEqual((await applySeed(db, seed)).organization, organization)
    assert.deepEqual(await lastWriter(), before)
    const suspended = { ...seed, organization: { ...seed.organization, suspended: true } }
    assert.notEqual((await applySeed(db, suspended)).organization.suspended_at, null)
    assert.equal((await applySeed(db, seed)).organization.suspended_at, null)
  })

  const refused: [string, Seed, (string | number)[]][] = [
    [
      'a store that is not there',
      { tills: [{ code: 'till01', store: 'none', password: '1' }] },
      ['tills', 0, 'store'],
    ],
    [
      'a group that is not there',
      { stores: [{ code: 's', access_group: 'none' }] },
      ['stores', 0, 'access_group'],
    ],
    [
      'a default till that is not there',
      { oauth_clients: [{ name: 'c', key: 'k'.repeat(24), secret: 's'.repeat(24), default_till: 'none' }] },
      ['oauth_clients', 0, 'default_till'],
    ],
    [
      'a pattern that is none',
      { registration_rules: { external_id_pattern: '(' } },
      ['registration_rules', 'external_id_pattern'],
    ],
    [
      'a name that is too long',
      { fields: [{ kind: 'custom', name: 'n'.repeat(21) }] },
      ['fields', 0, 'name'],
    ],
    [
      'another data type than values are stored by',
      {
        fields: [
          { kind: 'custom', name: 'f' },
          { kind: 'custom', name: 'f', datatype: 'Integer' },
        ],
      },
      ['fields', 1, 'datatype'],
    ],
    [
      'tiers out of order',
      { programmes: [{ name: 'P', tiers: [{ serial: 2, name: 'T' }] }] },
      ['programmes', 0, 'tiers', 0, 'serial'],
    ],
    [
      'a built-in group',
      { access_groups: [{ name: 'full', permissions: {} }] },
      ['access_groups', 0, 'permissions'],
    ],
  ]
  for (const [what, seed, path] of refused)
    it(`with ${what} changes nothing, and says where it is`, async () => {
      await anOrganization(db)
      const before = await everything()
      const organizations = await db.query('select id from organizations')
      // What goes before it is good.
      const fine = { name: 'Renamed', country: 'PT' }
      await assert.rejects(
        applySeed(db, aSeed({ card_programmes: [{ name: 'C' }], ...seed, organization: fine })),
        (error) => {
          const { problem } = error as { problem: { kind: string; issues: { path: unknown[] }[] } }
          assert.equal(problem.kind, 'invalid')
          assert.deepEqual(problem.issues[0]?.path, path)
          return true
        },
      )
      assert.deepEqual(await everything(), before)
      assert.deepEqual(await db.query('select id from organizations'), organizations)
    })

  it('without a handle is refused where there are several organizations', async () => {
    await createOrganization(db, { name: 'One' })
    await createOrganization(db, { name: 'Two' })
    await assert.rejects(applySeed(db, { organization: { country: 'PT' } }), {
      problem: {
        kind: 'invalid',
        issues: [
          {
            path: ['organization', 'handle'],
            message: 'Invalid handle: Expected that of one of the several organizations',
          },
        ],
      },
    })
  })

  it('is applied by several servers at once as by one', async () => {
    const seed = ownKey(aSeed(whole))
    const all = await Promise.all([1, 2, 3].map(() => applySeed(db, seed)))
    const fates = all.map(({ created, changed, unchanged }) => [created, changed, unchanged])
    assert.deepEqual(
      fates.toSorted(([a = 0], [b = 0]) => a - b),
      [
        [0, 0, 10],
        [0, 0, 10],
        [10, 0, 0],
      ],
    )
  })
})
