import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Client, testApp } from '../../../test/app.ts'
import { aCustomer, assertFlat } from '../../../test/partner.ts'

const app = await testApp()

const link = (owner: Client, id: string, partner_customer_id: string, more = {}) =>
  owner.post(`/v2/customers/${id}/link`, { partner_customer_id, ...more })

const partnerIdOf = async (owner: Client, path: string) => (await owner.get(path)).body.partner_customer_id

function assertLinked(answer: Awaited<ReturnType<typeof link>>, customer_id: string, partnerId: string) {
  const { error } = answer.body
  assert.equal(answer.status, 409)
  assert.deepEqual(
    [error.type, error.message, error.existing_link.customer_id, error.existing_link.partner_customer_id],
    ['CUSTOMER_ALREADY_LINKED', 'Customer already linked to a partner account', customer_id, partnerId],
  )
}

describe('a link', () => {
  it('§6-26: gives the customer its partner id and a new time of change', async () => {
    const owner = await app.anOwner()
    const { id, shownId, path } = await aCustomer(owner, { external_id: 'old' })
    const { status, body } = await link(owner, id, 'acme-1', { metadata: { channel: 'ios', n: [1] } })
    const { created_at, updated_at, ...rest } = body
    assert.equal(status, 200)
    assert.deepEqual(rest, {
      customer_id: shownId,
      partner_customer_id: 'acme-1',
      partner_identifier: owner.organizationId.toUpperCase(),
      status: 'ACTIVE',
      metadata: { channel: 'ios', n: [1] },
    })
    assert.equal(updated_at, created_at)
    const { body: customer } = await owner.get(path)
    assert.equal(customer.partner_customer_id, 'acme-1')
    assert.ok(customer.updated_at > customer.created_at)
  })

  it('§6-26: is refused while the customer has one, be it the same, and tells of it', async () => {
    const owner = await app.anOwner()
    const { id, shownId, path } = await aCustomer(owner)
    const { body: existing } = await link(owner, id, 'acme-1')
    for (const partnerId of ['acme-1', 'acme-2']) {
      const answer = await link(owner, id, partnerId)
      assertLinked(answer, shownId, 'acme-1')
      assert.deepEqual(answer.body.error.existing_link, existing)
    }
    assert.equal(await partnerIdOf(owner, path), 'acme-1')
  })

  it('§6-26: is refused while the account is another customer’s, linked or not', async () => {
    const owner = await app.anOwner()
    const { id, path } = await aCustomer(owner)
    const linked = await aCustomer(owner)
    await link(owner, linked.id, 'acme-1')
    assertLinked(await link(owner, id, 'acme-1'), linked.shownId, 'acme-1')
    const known = await aCustomer(owner, { external_id: 'acme-2' })
    assertLinked(await link(owner, id, 'acme-2'), known.shownId, 'acme-2')
    assert.equal(await partnerIdOf(owner, path), undefined)
    assert.equal((await owner.get(path)).body.updated_at, (await owner.get(path)).body.created_at)
  })

  it('§6-26: is made once, however many ask for one customer or for one account at once', async () => {
    const owner = await app.anOwner()
    const { id } = await aCustomer(owner)
    const many = Array.from({ length: 6 }, (_, n) => link(owner, id, `acme-${n}`))
    const statuses = (await Promise.all(many)).map(({ status }) => status)
    assert.deepEqual(statuses.toSorted(), [200, 409, 409, 409, 409, 409])
    const others = await Promise.all(Array.from({ length: 6 }, () => aCustomer(owner)))
    const claims = await Promise.all(others.map((other) => link(owner, other.id, 'one-account')))
    assert.equal(claims.filter(({ status }) => status === 200).length, 1)
    assert.equal(claims.filter(({ status }) => status === 409).length, 5)
  })

  it('refuses a body without an account', async () => {
    const owner = await app.anOwner()
    const { path } = await aCustomer(owner)
    const at = `${path}/link`
    for (const [body, line] of [
      [{}, 'partner_customer_id: must not be null'],
      [{ partner_customer_id: null }, 'partner_customer_id: must not be null'],
      [{ partner_customer_id: '' }, 'partner_customer_id: must not be blank'],
      [{ partner_customer_id: ' ' }, 'partner_customer_id: must not be blank'],
      [{ partner_customer_id: 5 }, 'partner_customer_id: must be a string'],
      [{ partner_customer_id: 'p', metadata: 'x' }, 'metadata: must be an object'],
    ] as const)
      assertFlat(await owner.post(at, body), 400, at, [line])
  })

  it('§6-27: is ended by administration alone, and frees customer and account', async () => {
    const owner = await app.anOwner()
    const { id, path } = await aCustomer(owner)
    await link(owner, id, 'acme-1')
    assert.equal((await owner.delete(`${path}/link`)).status, 405)
    const ended = await owner.delete(`/v1/customers/${id}/link`)
    assert.deepEqual([ended.status, ended.body.status, ended.body.external_id], [200, 'INACTIVE', 'acme-1'])
    assert.equal(await partnerIdOf(owner, path), undefined)
    assert.equal((await owner.delete(`/v1/customers/${id}/link`)).status, 404)
    const other = await aCustomer(owner)
    assert.equal((await link(owner, other.id, 'acme-1')).status, 200)
    assert.equal((await link(owner, id, 'acme-2')).status, 200)
  })

  it('§6-27: of an archived customer can be ended, which frees the account for another', async () => {
    const owner = await app.anOwner()
    const { id, shownId } = await aCustomer(owner)
    await link(owner, id, 'acme-1')
    const { body: archived } = await owner.delete(`/v1/customers/${id}`)
    const other = await aCustomer(owner)
    assertLinked(await link(owner, other.id, 'acme-1'), shownId, 'acme-1')
    const stale = await owner.send(`/v1/customers/${id}/link`, {
      method: 'DELETE',
      headers: { 'if-match': '"1"' },
    })
    assert.equal(stale.status, 412)
    const ended = await owner.delete(`/v1/customers/${id}/link`)
    assert.deepEqual([ended.status, ended.body.status, ended.body.external_id], [200, 'INACTIVE', 'acme-1'])
    assert.deepEqual((await owner.get(`/v1/customers/${id}`)).body, archived)
    assert.equal((await owner.delete(`/v1/customers/${id}/link`)).status, 404)
    assert.equal((await link(owner, other.id, 'acme-1')).status, 200)
  })

  it('§6-26: to an id that the customer has already changes nothing of the customer', async () => {
    const owner = await app.anOwner()
    const { id, path } = await aCustomer(owner, { external_id: 'acme-1' })
    const { body: before } = await owner.get(path)
    assert.equal((await link(owner, id, 'acme-1')).status, 200)
    assert.deepEqual((await owner.get(path)).body, before)
  })

  it('§6-27: that is ended takes from the customer only the id that came with it', async () => {
    const owner = await app.anOwner()
    const { id, path } = await aCustomer(owner)
    await link(owner, id, 'acme-1')
    await owner.send(`/v1/customers/${id}`, { method: 'PATCH', body: { external_id: 'newer' } })
    assert.equal((await owner.delete(`/v1/customers/${id}/link`)).status, 200)
    assert.equal(await partnerIdOf(owner, path), 'newer')
  })
})

describe('a link of a customer that is merged', () => {
  it('goes to a survivor without one, and comes back', async () => {
    const owner = await app.anOwner()
    const [survivor, victim] = [await aCustomer(owner), await aCustomer(owner)]
    await link(owner, victim.id, 'acme-1')
    await owner.post(`/v1/customers/${survivor.id}/merge`, { victim: victim.id })
    assert.equal(await partnerIdOf(owner, survivor.path), 'acme-1')
    assertLinked(await link(owner, survivor.id, 'acme-9'), survivor.shownId, 'acme-1')
    await owner.post(`/v1/customers/${victim.id}/unmerge`, {})
    assertLinked(await link(owner, victim.id, 'acme-9'), victim.shownId, 'acme-1')
    assert.equal((await link(owner, survivor.id, 'acme-9')).status, 200)
  })

  it('gives way to the link of the survivor, and is active again once they are two', async () => {
    const owner = await app.anOwner()
    const [survivor, victim] = [await aCustomer(owner), await aCustomer(owner)]
    await link(owner, survivor.id, 'acme-1')
    await link(owner, victim.id, 'acme-2')
    await owner.post(`/v1/customers/${survivor.id}/merge`, { victim: victim.id })
    assertLinked(await link(owner, survivor.id, 'acme-9'), survivor.shownId, 'acme-1')
    await owner.post(`/v1/customers/${victim.id}/unmerge`, {})
    assertLinked(await link(owner, victim.id, 'acme-9'), victim.shownId, 'acme-2')
    assertLinked(await link(owner, survivor.id, 'acme-9'), survivor.shownId, 'acme-1')
  })
})
