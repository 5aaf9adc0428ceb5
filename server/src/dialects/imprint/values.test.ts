import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { aCustomer, assertFlat, assertRefused } from '../../../test/partner.ts'

const app = await testApp()
const owner = await app.anOwner()
const { id, path } = await aCustomer(owner, { email: 'values@shop.example' })

const native = async () => (await owner.get(`/v1/customers/${id}`)).body
const phoneWords = String.raw`must match "^\+?[1-9]\d{1,14}$"`

describe('metadata', () => {
  it('§6-7: is merged by its first level; a member that is null is removed', async () => {
    await owner.post(path, { metadata: { a: 1, nested: { b: 2, c: [3, null, { d: true }] } } })
    const { body } = await owner.post(path, { metadata: { nested: { e: 4 }, a: null, f: 'x' } })
    assert.deepEqual(body.metadata, { nested: { e: 4 }, f: 'x' })
  })

  it('§6-7: that is no object, or more than 16 KiB, is refused', async () => {
    for (const metadata of ['x', 5, true, ['a']])
      await assertRefused(owner, path, { metadata }, ['metadata: must be an object'])
    await assertRefused(owner, path, { metadata: { a: 'x'.repeat(16_400) } }, [
      'metadata: size must be at most 16384 bytes',
    ])
    await assertRefused(owner, path, `{"metadata":{"a":[1e400]}}`, [
      'metadata: must hold numbers that JSON carries without loss',
    ])
  })

  it('§6-7: that would become more than 16 KiB is refused, however small the update', async () => {
    const { path } = await aCustomer(owner)
    assert.equal((await owner.post(path, { metadata: { a: 'x'.repeat(16_000) } })).status, 200)
    const answer = await owner.post(path, { metadata: { b: 'y'.repeat(500) } })
    assertFlat(answer, 400, path, ['metadata: size must be at most 16384 bytes'])
    assert.equal((await owner.post(path, { metadata: { a: null, b: 'y'.repeat(500) } })).status, 200)
  })

  it('§6-12: that is empty is absent in the answer', async () => {
    const { path } = await aCustomer(owner, { metadata: {} })
    assert.equal('metadata' in (await owner.get(path)).body, false)
  })
})

describe('the history of an account', () => {
  const refused = (customer_history: unknown, ...details: string[]) =>
    assertRefused(
      owner,
      path,
      { customer_history },
      details.map((one) => `customer_history${one}`),
    )

  it('§6-9: takes any whole number, and neither a fraction nor digits as text', async () => {
    const whole = { account_tenure: -3, ltv_amount: 9007199254740991, transaction_count: 0 }
    assert.equal((await owner.post(path, { customer_history: whole })).status, 200)
    await refused(
      { account_tenure: 1.5, ltv_amount: '34000', transaction_count: 9007199254740992 },
      '.account_tenure: must be an integer',
      '.ltv_amount: must be an integer',
      '.transaction_count: must be an integer',
    )
  })

  it('§6-10: checks languages, currencies and countries; an amount without a currency is in dollars', async () => {
    await refused(
      { preferred_language: 'eng', address: { country: 'US' }, ltv_currency: 'XYZ' },
      '.preferred_language: must be an ISO 639-1 language code',
      '.address.country: must be an ISO 3166-1 alpha-3 country code',
      '.ltv_currency: must be an ISO 4217 currency code',
    )
    const sent = { ltv_amount: 5, preferred_language: 'DE', address: { country: 'deu' } }
    await owner.post(path, { customer_history: sent })
    const kept = { preferred_language: 'de', address: { country: 'DEU' }, ltv_amount: 5, ltv_currency: 'USD' }
    assert.deepEqual((await native()).account_history, kept)
    await owner.post(path, { customer_history: { ltv_amount: 5, ltv_currency: 'eur' } })
    assert.equal((await native()).account_history.ltv_currency, 'EUR')
  })

  it('§6-10: refuses the number of a country, of one that is there and of one to be made', async () => {
    const line = 'customer_history.address.country: must be an ISO 3166-1 alpha-3 country code'
    const customer_history = { address: { country: '840' } }
    await assertRefused(owner, path, { customer_history }, [line])
    const at = '/v2/customer_sessions'
    assertFlat(await owner.post(at, { customer_history }), 400, at, [line])
  })

  it('§6-8 and §6-11: checks e-mail, phone, time and shape of every member', async () => {
    await refused('x', ': must be an object')
    await refused(
      { email: 'a@', phone: '(206) 555', address: [], account_created_at: '2025-02-30T00:00:00Z' },
      '.email: must be a well-formed email address',
      `.phone: ${phoneWords}`,
      '.address: must be an object',
      '.account_created_at: must be an RFC 3339 timestamp',
    )
    for (const account_created_at of [
      '2025-02-13',
      'soon',
      '13.02.2025',
      '2025-02-13T19:08:07+0100',
      '2025-02-13T19:08:07',
    ])
      await refused({ account_created_at }, '.account_created_at: must be an RFC 3339 timestamp')
    for (const account_created_at of [
      '2025-02-13T19:08:07+01:00',
      '2025-02-13t19:08:07.25z',
      '2016-12-31T23:59:60Z',
    ])
      assert.equal((await owner.post(path, { customer_history: { account_created_at } })).status, 200)
  })
})

describe('values', () => {
  it('§6-10: a language is taken in any case and kept in lower case; a locale is refused', async () => {
    assert.equal((await owner.post(path, { preferred_language: 'FR' })).body.preferred_language, 'fr')
    for (const preferred_language of ['en-US', 'eng', 'xx', 'e'])
      await assertRefused(owner, path, { preferred_language }, [
        'preferred_language: must be an ISO 639-1 language code',
      ])
  })

  it('§6-11: a phone is answered with its plus sign', async () => {
    for (const phone of ['+14155552671', '14155552671'])
      assert.equal((await owner.post(path, { phone })).body.phone, '+14155552671')
    assert.equal((await owner.post(path, { phone: '12' })).body.phone, '+12')
  })

  it('§6-11: what does not fit the pattern of a phone is refused', async () => {
    const wrong = [
      '+1',
      '0123',
      '',
      '1234567890123456',
      '415 555 2671',
      '(415)5552671',
      '415-555-2671',
      '+12\n',
    ]
    for (const phone of wrong) await assertRefused(owner, path, { phone }, [`phone: ${phoneWords}`])
  })

  it('of another type, or longer than a column is meant to be, are refused', async () => {
    await assertRefused(owner, path, { email: 5, first_name: ['x'], city: {} }, [
      'email: must be a string',
      'first_name: must be a string',
      'city: must be a string',
    ])
    await assertRefused(owner, path, { first_name: 'x'.repeat(501), city: 'x'.repeat(256) }, [
      'first_name: size must be between 0 and 500',
      'city: size must be between 0 and 255',
    ])
    for (const body of ['[]', '"x"', '7']) {
      const { status, body: answer } = await owner.post(path, body)
      assert.deepEqual([status, answer.details], [400, ['body: must be an object']])
    }
  })
})
