import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { aCustomer, assertRefused } from '../../../test/partner.ts'

const app = await testApp()

const mara = {
  email: 'mara.lind@shop.example',
  phone: '+12065550142',
  first_name: 'Mara',
  last_name: 'Lind',
  language: 'es',
  ssn_last4: '4821',
  birth_year: 1987,
  birth_month: 11,
  birth_day: 23,
  street_line1: '77 Harbor Rd',
  street_line2: 'Unit 5',
  city: 'Seattle',
  region: 'WA',
  postal_code: '98101',
  country: 'CAN',
  external_id: 'acme-10077',
  metadata: { segment: 'coastal', nested: { a: 1, b: 2 } },
}

const shown = {
  email: 'mara.lind@shop.example',
  phone: '+12065550142',
  statuses: {},
  first_name: 'Mara',
  last_name: 'Lind',
  preferred_language: 'es',
  ssn4: '4821',
  date_of_birth: { year: 1987, month: 11, day: 23 },
  address: {
    street_line1: '77 Harbor Rd',
    street_line2: 'Unit 5',
    city: 'Seattle',
    state: 'WA',
    postal_code: '98101',
    country: 'CAN',
  },
  partner_customer_id: 'acme-10077',
  metadata: { segment: 'coastal', nested: { a: 1, b: 2 } },
}

async function aMara(members: object = mara) {
  const owner = await app.anOwner()
  const customer = await aCustomer(owner, members)
  const update = (body: unknown) => owner.post(customer.path, body)
  const native = async () => (await owner.get(`/v1/customers/${customer.id}`)).body
  return { owner, update, native, ...customer }
}

describe('an update', () => {
  it('§6-1: answers the whole customer, with what was changed', async () => {
    const { update, shownId } = await aMara()
    const { status, body } = await update({
      email: 'mara@shop.example',
      phone: '+12065550199',
      first_name: 'Maria',
      last_name: 'Linde',
      preferred_language: 'en',
      street_line1: '9 Pike Pl',
      street_line2: 'Floor 2',
      city: 'Tacoma',
      state: 'OR',
      postal_code: '98402',
    })
    const { created_at, updated_at, ...rest } = body
    assert.equal(status, 200)
    assert.deepEqual(rest, {
      ...shown,
      id: shownId,
      email: 'mara@shop.example',
      phone: '+12065550199',
      first_name: 'Maria',
      last_name: 'Linde',
      preferred_language: 'en',
      address: {
        street_line1: '9 Pike Pl',
        street_line2: 'Floor 2',
        city: 'Tacoma',
        state: 'OR',
        postal_code: '98402',
        country: 'CAN',
      },
    })
    assert.match(created_at, /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/)
    assert.ok(updated_at > created_at)
  })

  it('§6-2: changes what is there and leaves the rest; of a body with one fault, nothing', async () => {
    const { owner, update, path } = await aMara()
    const { body } = await update({ city: 'Tacoma' })
    const { id, created_at, updated_at, ...rest } = body
    assert.deepEqual(rest, { ...shown, address: { ...shown.address, city: 'Tacoma' } })
    await assertRefused(owner, path, { first_name: 'Eve', email: 'nope' }, [
      'email: must be a well-formed email address',
    ])
  })

  it('§6-2 and §6-29: without members changes nothing, and leaves updated_at', async () => {
    const { owner, update, path, native } = await aMara()
    const before = (await owner.get(path)).body
    for (const body of [{}, { city: 'Seattle' }, { metadata: {} }, { metadata: { segment: 'coastal' } }]) {
      const answer = await update(body)
      assert.deepEqual([answer.status, answer.body], [200, before])
    }
    assert.equal((await native()).version, 1)
  })

  it('§6-3: refuses null wherever it stands, and clears nothing', async () => {
    const { owner, path } = await aMara()
    const members = ['email', 'phone', 'first_name', 'last_name', 'preferred_language', 'street_line1']
    const others = ['street_line2', 'city', 'state', 'postal_code', 'customer_history', 'metadata']
    for (const member of [...members, ...others])
      await assertRefused(owner, path, { [member]: null }, [`${member}: must not be null`])
    await assertRefused(owner, path, { customer_history: { address: { city: null } } }, [
      'customer_history.address.city: must not be null',
    ])
    await assertRefused(owner, path, 'null', ['body: must not be null'])
  })

  it('§6-4: an empty street_line2 clears it', async () => {
    const { update, native } = await aMara()
    const { body } = await update({ street_line2: '' })
    assert.equal('street_line2' in body.address, false)
    assert.equal((await native()).street_line2, null)
  })

  it('§6-4: other empty text is taken and absent in the answer; an e-mail, phone and language are refused', async () => {
    const { owner, update, path } = await aMara()
    const { body } = await update({ first_name: '', city: '', state: '' })
    assert.equal('first_name' in body, false)
    assert.deepEqual(Object.keys(body.address), ['street_line1', 'street_line2', 'postal_code', 'country'])
    await assertRefused(owner, path, { email: '', phone: '', preferred_language: '' }, [
      'email: must be a well-formed email address',
      String.raw`phone: must match "^\+?[1-9]\d{1,14}$"`,
      'preferred_language: must be an ISO 639-1 language code',
    ])
  })

  it('§6-5: the flat address becomes the nested one, a country stays, and a missing one is the USA', async () => {
    const { update } = await aMara()
    assert.equal((await update({ city: 'Toronto' })).body.address.country, 'CAN')
    const stranger = await aMara({ email: 'stranger@shop.example' })
    assert.equal('address' in (await stranger.update({ first_name: 'Ida', city: '' })).body, false)
    assert.deepEqual((await stranger.update({ city: 'Reno' })).body.address, { city: 'Reno', country: 'USA' })
  })

  it('§6-6: ignores members that it does not know or that are only read', async () => {
    const { update, native, owner, path } = await aMara()
    const before = (await owner.get(path)).body
    const ignored = {
      id: 'X',
      ssn4: '0000',
      ssn: '900124821',
      country: 'USA',
      statuses: { Visa: 'OPEN' },
      date_of_birth: { year: 2000 },
      partner_customer_id: 'other',
      address: { city: 'Nowhere' },
      created_at: null,
      nickname: ['x'],
    }
    assert.deepEqual((await update(ignored)).body, before)
    assert.equal((await native()).version, 1)
  })

  it('§6-8: keeps the history as the newest snapshot, whole, and neither shows it nor changes the profile', async () => {
    const { owner, update, native, path } = await aMara()
    const before = (await owner.get(path)).body
    const history = { email: 'other@shop.example', first_name: 'Other', account_tenure: 27 }
    const { body } = await update({ customer_history: { ...history, unknown: 1 } })
    assert.deepEqual({ ...body, updated_at: '' }, { ...before, updated_at: '' })
    assert.deepEqual((await native()).account_history, history)
    await update({ customer_history: { loyalty_tier: 'SILVER' }, metadata: { a: 1 } })
    assert.deepEqual((await native()).account_history, { loyalty_tier: 'SILVER' })
  })

  it('§6-30: ignores an Idempotency-Key', async () => {
    const { owner, path } = await aMara()
    for (const first_name of ['Ada', 'Bea']) {
      const { body } = await owner.post(path, { first_name }, { 'idempotency-key': 'k' })
      assert.equal(body.first_name, first_name)
    }
  })

  it('tells which identifier another customer has, and changes nothing', async () => {
    const { owner, path } = await aMara()
    await aCustomer(owner, { email: 'taken@shop.example', phone: '+12065550111' })
    await assertRefused(owner, path, { email: 'Taken@shop.example', city: 'Reno' }, [
      'email: must not be in use by another customer',
    ])
    await assertRefused(owner, path, { phone: '12065550111' }, [
      'phone: must not be in use by another customer',
    ])
  })
})
