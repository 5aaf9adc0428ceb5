import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Client, testApp } from '../../../test/app.ts'
import { aCustomer, assertFlat, nobody, uuidInCapitals } from '../../../test/partner.ts'
import { forgetExpiredSessions } from '../../core/sessions/sql.ts'

const app = await testApp()
const { db } = app.services
const at = '/v2/customer_sessions'

async function opened(owner: Client, body: unknown = {}) {
  const answer = await owner.post(at, body)
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body
}

const all = async (owner: Client) => (await owner.get('/v2/customers')).body.data

/** The customer that a session is of, which the contract does not tell. */
async function customerOf({ id }: { id: string }): Promise<string> {
  const text = 'select customer_id from customer_sessions where id = $1::text::uuid'
  const [row] = await db.query<{ customer_id: string }>(text, [id])
  return row?.customer_id ?? ''
}

describe('a session', () => {
  it('§6-23: makes a customer of the history where there is none yet', async () => {
    const owner = await app.anOwner()
    await opened(owner, {
      partner_customer_id: 'p-1',
      customer_history: {
        email: 'mara@shop.example',
        phone: '12065550142',
        first_name: 'Mara',
        last_name: 'Lind',
        preferred_language: 'ES',
        address: { street_line1: '77 Harbor Rd', state: 'WA' },
        ltv_amount: 5,
      },
      customer_metadata: { membership_tier: 'silver' },
    })
    const [{ id, created_at, updated_at, ...rest }] = await all(owner)
    assert.deepEqual(rest, {
      email: 'mara@shop.example',
      phone: '+12065550142',
      statuses: {},
      first_name: 'Mara',
      last_name: 'Lind',
      preferred_language: 'es',
      address: { street_line1: '77 Harbor Rd', state: 'WA', country: 'USA' },
      partner_customer_id: 'p-1',
      metadata: { membership_tier: 'silver' },
    })
    const { body } = await owner.get(`/v1/customers/${id}`)
    assert.deepEqual([body.full_name, body.account_history.ltv_currency], ['Mara Lind', 'USD'])
  })

  it('§6-23: without a body makes a customer of whom nothing is known', async () => {
    const owner = await app.anOwner()
    assert.equal((await owner.send(at, { method: 'POST' })).status, 201)
    await opened(owner, {})
    assert.equal((await all(owner)).length, 2)
  })

  it('§6-23: is of the customer that is named, by id or partner id, and leaves its profile', async () => {
    const owner = await app.anOwner()
    const { id, shownId, path } = await aCustomer(owner, { external_id: 'p-1', city: 'Reno' })
    const before = (await owner.get(path)).body
    const history = { customer_history: { first_name: 'Other', address: { city: 'Elko' } } }
    for (const named of [
      { customer_id: id },
      { customer_id: shownId },
      { partner_customer_id: 'p-1' },
      { customer_id: id, partner_customer_id: 'p-1' },
    ])
      assert.equal(await customerOf(await opened(owner, { ...named, ...history })), id)
    assert.deepEqual(await all(owner), [before])
  })

  it('§6-23: gives a customer without one the partner id', async () => {
    const owner = await app.anOwner()
    const { id, path } = await aCustomer(owner)
    await opened(owner, { customer_id: id, partner_customer_id: 'p-2' })
    assert.equal((await owner.get(path)).body.partner_customer_id, 'p-2')
  })

  it('§6-23: refuses an id of nobody, and ids of two customers', async () => {
    const owner = await app.anOwner()
    const { id } = await aCustomer(owner, { external_id: 'p-1' })
    const { id: other } = await aCustomer(owner, { external_id: 'p-2' })
    const { id: bare } = await aCustomer(owner)
    const { id: archived } = await aCustomer(owner)
    await owner.delete(`/v1/customers/${archived}`)
    for (const customer_id of [nobody, 'x', '', archived])
      assertFlat(await owner.post(at, { customer_id }), 400, at, [
        'customer_id: must be the id of a customer',
      ])
    for (const [customer_id, partner_customer_id] of [
      [id, 'p-2'],
      [other, 'p-1'],
      [id, 'p-3'],
      [bare, 'p-1'],
    ])
      assertFlat(await owner.post(at, { customer_id, partner_customer_id }), 400, at, [
        'partner_customer_id: must be of the same customer as the id',
      ])
    assert.equal((await all(owner)).length, 3)
  })

  it('§6-23: many at once for one new partner id make one customer', async () => {
    const owner = await app.anOwner()
    const sessions = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        opened(owner, { partner_customer_id: 'p-1', customer_metadata: { [`n${n}`]: 'x' } }),
      ),
    )
    assert.equal(new Set(sessions.map(({ id }) => id)).size, 12)
    assert.equal(new Set(await Promise.all(sessions.map(customerOf))).size, 1)
    const [customer, ...others] = await all(owner)
    assert.deepEqual([Object.keys(customer.metadata).length, others], [12, []])
  })

  it('§6-23: many at once with a partner id each for one customer are opened for one of them', async () => {
    const owner = await app.anOwner()
    const { id, path } = await aCustomer(owner)
    const named = Array.from({ length: 8 }, (_, n) => `p-${n}`)
    const answers = await Promise.all(
      named.map((partner_customer_id) => owner.post(at, { customer_id: id, partner_customer_id })),
    )
    const winners = named.filter((_, n) => answers[n]?.status === 201)
    assert.equal(winners.length, 1)
    for (const answer of answers)
      if (answer.status !== 201)
        assertFlat(answer, 400, at, ['partner_customer_id: must be of the same customer as the id'])
    assert.equal((await owner.get(path)).body.partner_customer_id, winners[0])
    assert.equal((await owner.get(`/v1/customers/${id}`)).body.version, 2)
  })

  it('§6-23: that cannot be opened makes no customer', async () => {
    const owner = await app.anOwner()
    await aCustomer(owner, { email: 'taken@shop.example' })
    const sent = { partner_customer_id: 'p-1', customer_history: { email: 'taken@shop.example' } }
    assertFlat(await owner.post(at, sent), 400, at, [
      'customer_history.email: must not be in use by another customer',
    ])
    assertFlat(
      await owner.post(at, { partner_customer_id: '', source: 5, transaction_amount: '5' }),
      400,
      at,
      [
        'partner_customer_id: must not be blank',
        'transaction_amount: must be an integer',
        'source: must be a string',
      ],
    )
    assertFlat(await owner.post(at, 'null'), 400, at, ['body: must not be null'])
    assert.equal((await all(owner)).length, 1)
  })

  it('§6-24: lasts 30 minutes and has a secret that is made of its id and kept nowhere', async () => {
    const owner = await app.anOwner()
    const sent = { metadata: { store: { n: 417 } }, customer_metadata: { tier: 'silver' }, source: 'kiosk' }
    const session = await opened(owner, { ...sent, transaction_amount: 1000, transaction_currency: 'usd' })
    const { id, client_secret, expires_at, ...rest } = session
    assert.deepEqual(rest, sent)
    assert.match(id, uuidInCapitals)
    assert.ok(Math.abs(Date.parse(expires_at) - Date.now() - 30 * 60_000) < 60_000)
    assert.equal(Buffer.from(client_secret, 'base64').length, 32)
    for (const each of [id, id.toLowerCase()])
      assert.deepEqual((await owner.get(`${at}/${each}`)).body, session)
    const kept = await db.query<{ row: string }>('select s::text as row from customer_sessions s')
    const hex = Buffer.from(client_secret, 'base64').toString('hex')
    for (const { row } of kept) assert.ok(!row.includes(client_secret) && !row.includes(hex))
  })

  it('§6-24: that is over, or was never there, is 404', async () => {
    const owner = await app.anOwner()
    const { id } = await opened(owner)
    const over =
      "update customer_sessions set expires_at = now() - interval '1 second' where id = $1::text::uuid"
    await db.query(over, [id])
    for (const each of [id, nobody, 'cs_123']) {
      const { status, body } = await owner.get(`${at}/${each}`)
      const message = `Session not found for provided ID: ${each}`
      assert.deepEqual(
        [status, body],
        [404, { type: 'SESSION_NOT_FOUND_ERROR', message, param: 'session_id' }],
      )
    }
    await forgetExpiredSessions(db)
    const left = await db.query('select from customer_sessions where id = $1::text::uuid', [id])
    assert.equal(left.length, 0)
  })

  it('§6-24: lasts as long as the server is told', async () => {
    const other = await testApp({ SESSION_MINUTES: '5' })
    const { expires_at } = await opened(await other.anOwner())
    assert.ok(Math.abs(Date.parse(expires_at) - Date.now() - 5 * 60_000) < 60_000)
  })

  it('§6-25: patches text into the metadata of the customer, and refuses all else', async () => {
    const owner = await app.anOwner()
    const { id, path } = await aCustomer(owner, { metadata: { a: 1, b: { c: 2 } } })
    await opened(owner, { customer_id: id, customer_metadata: { b: 'x', d: 'y' } })
    assert.deepEqual((await owner.get(path)).body.metadata, { a: 1, b: 'x', d: 'y' })
    for (const customer_metadata of [{ a: 1 }, { a: null }, { a: ['x'] }])
      assertFlat(await owner.post(at, { customer_id: id, customer_metadata }), 400, at, [
        'customer_metadata: must hold strings alone',
      ])
  })

  it('§6-25: refuses text that makes too much of the metadata of the customer, under its own name', async () => {
    const owner = await app.anOwner()
    const { id, path } = await aCustomer(owner, { metadata: { a: 'x'.repeat(16_000) } })
    const before = (await owner.get(path)).body
    const sent = { customer_id: id, metadata: { n: 1 }, customer_metadata: { b: 'y'.repeat(500) } }
    assertFlat(await owner.post(at, sent), 400, at, ['customer_metadata: size must be at most 16384 bytes'])
    assert.deepEqual((await owner.get(path)).body, before)
  })

  it('§6-25: takes as much text for a new customer as for one that is there', async () => {
    const owner = await app.anOwner()
    const { id: customer_id } = await aCustomer(owner)
    // `{"a": "…", "b": ""}`, in which the text is all but 18 bytes.
    const text = (bytes: number) => ({ a: 'x'.repeat(bytes - 18), b: '' })
    for (const customer of [{}, { customer_id }]) {
      const tooMuch = await owner.post(at, { ...customer, customer_metadata: text(16_385) })
      assertFlat(tooMuch, 400, at, ['customer_metadata: size must be at most 16384 bytes'])
      await opened(owner, { ...customer, customer_metadata: text(16_384) })
    }
  })

  it('§6-30: is opened each time that it is asked for', async () => {
    const owner = await app.anOwner()
    const twice = [1, 2].map(() => owner.post(at, {}, { 'idempotency-key': 'k' }))
    const [one, two] = await Promise.all(twice)
    assert.notEqual(one?.body.id, two?.body.id)
  })
})
