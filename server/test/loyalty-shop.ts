import assert from 'node:assert/strict'
import { type Answer, type Client, client, type TestApp } from './app.ts'
import { patch } from './keys.ts'
import { anOwnerAndTill, made, root } from './tills.ts'

/** An organization with fields, a programme and a till, as the loyalty contract's examples have them. */
export interface Shop {
  owner: Client
  till: Client
  /** Changes the rules of registration, which count for requests that follow. */
  rules(changes: object): Promise<void>
  update(...items: object[]): Promise<Answer>
  add(...items: object[]): Promise<Answer>
  /** The one item of an answer. */
  item(sent: Promise<Answer>): Promise<Item>
}

// biome-ignore lint/suspicious/noExplicitAny: a test looks into bodies whose shape is what it tests.
export type Item = any

export async function aShop(
  app: TestApp,
  { programme = false }: { programme?: boolean } = {},
): Promise<Shop> {
  const { owner, till } = await anOwnerAndTill(app)
  await made(owner, 'fields', { kind: 'custom', name: 'shoe_size', label: 'Shoe size' })
  await made(owner, 'fields', {
    kind: 'extended',
    name: 'gender',
    datatype: 'CUSTOM_ENUM',
    options: ['Female', 'Male'],
  })
  if (programme)
    await made(owner, 'programmes', {
      name: 'Club',
      tiers: [
        { serial: 1, name: 'Bronze', description: 'First tier' },
        { serial: 2, name: 'Silver', description: 'Second tier', threshold: '1000' },
      ],
      incentive: { fields: ['email', 'first_name'], points: '40' },
    })
  const update = (...items: object[]) => till.post('/v1.1/customer/update', root(...items))
  const add = (...items: object[]) => till.post('/v1.1/customer/add', root(...items))
  return {
    owner,
    till,
    update,
    add,
    async rules(changes) {
      const { status, body } = await patch(owner, '/v1/registration-rules', changes)
      assert.equal(status, 200, JSON.stringify(body))
    },
    async item(sent) {
      const { status, body } = await sent
      assert.equal(status, 200, JSON.stringify(body))
      assert.equal(body.response.customers.customer.length, 1)
      return body.response.customers.customer[0]
    },
  }
}

/** The same caller with other headers. */
export const withHeaders = (app: TestApp, who: Client, standing: Record<string, string>): Client =>
  client(app.url, standing, who)

/** Code, message and codes of warnings of an item. */
export const told = ({ item_status: { code, message, warnings } }: Item) => [code, message, warnings.warning]
