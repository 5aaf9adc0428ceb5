import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Client, testApp } from '../../../test/app.ts'
import { aShop, type Item } from '../../../test/loyalty-shop.ts'
import { tillOf } from '../../../test/tills.ts'

const app = await testApp()

const found = async (till: Client, q: string): Promise<string> => {
  const { status, body } = await till.get(`/v1.1/customer/search?q=${encodeURIComponent(q)}`)
  assert.equal(status, 200, q)
  const { count, results } = body.response.customer
  assert.equal(count, String(results.item.length))
  return results.item.map(({ firstname }: Item) => firstname).join(' ')
}

/** Asha in the upper tier and Ben in the lower one, who came to one store; Cleo, who takes part in nothing, to another. */
async function threeCustomers(options?: { programme: boolean }) {
  const shop = await aShop(app, options)
  const other = await tillOf(app, shop.owner, 'york.till01')
  await shop.add({ email: 'a@shop.example', firstname: 'Asha', type: 'LOYALTY' })
  await shop.add({ email: 'b@shop.example', firstname: 'Ben', type: 'LOYALTY' })
  await other.post('/v1.1/customer/add', {
    root: { customer: [{ email: 'c@shop.example', firstname: 'Cleo', type: 'NON_LOYALTY' }] },
  })
  return { ...shop, other }
}

const buy = async (owner: Client, email: string, points: string, purchase: string) => {
  const { id } = (await owner.get(`/v1/customers/by/email/${encodeURIComponent(email)}`)).body
  const { status } = await owner.post(`/v1/customers/${id}/points`, { kind: 'earn', points, purchase })
  assert.equal(status, 201)
}

describe('customer/search', () => {
  it('§4.3: slab is the tier of the default programme, and less is a lower one', async () => {
    const { owner, till } = await threeCustomers({ programme: true })
    await buy(owner, 'a@shop.example', '1200', '10')
    const expected = {
      'slab:EXACT:Silver': 'Asha',
      'slab:EQUALS:bronze': 'Ben',
      'slab:IN:Bronze;Silver;Gold': 'Ben Asha',
      'slab:STARTS:sil': 'Asha',
      'slab:ENDS:ZE': 'Ben',
      'slab:LESS:Silver': 'Ben',
      'slab:GREATER:Bronze': 'Asha',
      'slab:RANGE:Bronze;Silver': 'Ben Asha',
      'slab:EXACT:Gold': '',
      'slab:LESS:Gold': '',
      'slab:EXACT:Silver & firstname:EXACT:Ben': '',
      'slab:IN:Bronze;Silver & firstname:ENDS:a': 'Asha',
    }
    for (const [q, names] of Object.entries(expected)) assert.equal(await found(till, `(${q})`), names, q)
  })

  it('§4.3: lifetime_purchases are those of the members of the default programme', async () => {
    const { owner, till } = await threeCustomers({ programme: true })
    await buy(owner, 'a@shop.example', '1', '3200.50')
    await buy(owner, 'b@shop.example', '1', '7')
    const expected = {
      'lifetime_purchases:EQUALS:3200.5': 'Asha',
      'lifetime_purchases:IN:7;8': 'Ben',
      'lifetime_purchases:LESS:3200.5': 'Ben',
      'lifetime_purchases:GREATER:7': 'Asha',
      'lifetime_purchases:RANGE:7;3200.5': 'Ben Asha',
      'lifetime_purchases:GREATER:-1 & slab:EXACT:Bronze': 'Ben Asha',
    }
    for (const [q, names] of Object.entries(expected)) assert.equal(await found(till, `(${q})`), names, q)
  })

  it('§4.3: without a programme nobody has a tier, and purchases are the customer’s own', async () => {
    const { owner, till } = await threeCustomers()
    await owner.post('/v1/customers', { email: 'd@shop.example', first_name: 'Dora', ltv: '80' })
    assert.equal(await found(till, '(slab:STARTS:B)'), '')
    assert.equal(await found(till, '(lifetime_purchases:GREATER:79.5)'), 'Dora')
  })

  it('§4.3: registered_store is the store of the till of registration', async () => {
    const { till, owner } = await threeCustomers()
    await owner.post('/v1/customers', { email: 'd@shop.example', first_name: 'Dora' })
    const [leeds, york] = ['store-of-leeds.till01', 'store-of-york.till01']
    const expected = {
      [`registered_store:EXACT:${leeds}`]: 'Ben Asha',
      [`registered_store:EQUALS:${york}`]: 'Cleo',
      [`registered_store:IN:${leeds};${york};x`]: 'Cleo Ben Asha',
      'registered_store:STARTS:STORE-of-y': 'Cleo',
      'registered_store:ENDS:leeds.till01': 'Ben Asha',
      [`registered_store:LESS:${york}`]: 'Ben Asha',
      [`registered_store:GREATER:${leeds}`]: 'Cleo',
      [`registered_store:RANGE:${leeds};${york}`]: 'Cleo Ben Asha',
      'registered_store:EXACT:nowhere': '',
      'registered_till:EXACT:york.till01': 'Cleo',
    }
    for (const [q, names] of Object.entries(expected)) assert.equal(await found(till, `(${q})`), names, q)
  })

  it('§4.3: finds nothing by the stores, tiers and purchases of another organization', async () => {
    const { owner } = await threeCustomers({ programme: true })
    await buy(owner, 'a@shop.example', '1200', '10')
    const { till } = await aShop(app, { programme: true })
    for (const q of ['slab:EXACT:Silver', 'lifetime_purchases:GREATER:1', 'registered_store:STARTS:store'])
      assert.equal(await found(till, `(${q})`), '', q)
  })
})
