import assert from 'node:assert/strict'
import type { Answer, Client, TestApp } from './app.ts'
import { tillOf } from './tills.ts'

/** What every contract can say of a person. */
export interface Person {
  email: string
  /** E.164. */
  phone: string
  external_id: string
  first_name: string
  last_name: string
}

/** What some can say besides. */
export interface Beside {
  email_promotional_consent?: boolean
  metadata?: Record<string, string>
}

export type Told = Person & Beside

/** A contract that tells the story in its own words; what it cannot say it leaves out. */
export interface Teller {
  name: string
  says: readonly (keyof Beside)[]
  create(told: Told): Promise<void>
  /** Changes the customer that has this e-mail. */
  change(email: string, told: Partial<Told>): Promise<void>
  /** The customer as the contract shows it, found by one identifier. */
  find(by: 'email' | 'phone' | 'external_id', value: string): Promise<Partial<Told> | null>
  /** Reads the customer that has this e-mail and writes back all that was read and can be written. */
  echo(email: string): Promise<void>
}

/** The four contracts, each with credentials of its own, over one new organization. */
export async function fourTellers(app: TestApp): Promise<{ owner: Client; tellers: Teller[] }> {
  const owner = await app.anOwner()
  const till = await tillOf(app, owner)
  return { owner, tellers: [native(owner), fanfare(owner), imprint(owner), capillary(till)] }
}

/** The answer, which is to be a 2xx. */
async function good(sent: Promise<Answer>): Promise<Answer> {
  const answer = await sent
  assert.ok(answer.status >= 200 && answer.status < 300, `${answer.status} ${JSON.stringify(answer.body)}`)
  return answer
}

const encoded = encodeURIComponent
const nameOf = ({ first_name, last_name }: Partial<Told>) => [first_name, last_name].filter(Boolean).join(' ')

function native(owner: Client): Teller {
  const at = (email: string) => `/v1/customers/by/email/${encoded(email)}`
  return {
    name: 'native',
    says: ['email_promotional_consent', 'metadata'],
    async create(told) {
      await good(owner.post('/v1/customers', told))
    },
    async change(email, told) {
      await good(owner.put(at(email), told))
    },
    async find(by, value) {
      const { status, body } = await owner.get(`/v1/customers/by/${by}/${encoded(value)}`)
      if (status === 404) return null
      const { phone, external_id, first_name, last_name, email_promotional_consent, metadata } = body
      return {
        email: body.email,
        phone,
        external_id,
        first_name,
        last_name,
        email_promotional_consent,
        metadata,
      }
    },
    async echo(email) {
      const { body } = await good(owner.get(at(email)))
      const serverOwned =
        /^(organization_id|id|number|version|created_.*|updated_.*|archived_at|merged_into|phone_e164)$/
      const writable = Object.entries(body).filter(([name]) => !serverOwned.test(name))
      await good(owner.put(at(email), Object.fromEntries(writable)))
    },
  }
}

function fanfare(owner: Client): Teller {
  const parameter = { email: 'email', phone: 'phone', external_id: 'externalId' }
  async function one(by: keyof typeof parameter, value: string) {
    const { body } = await good(owner.get(`/api/consumers/search?${parameter[by]}=${encoded(value)}`))
    return body.data[0] ?? null
  }
  function bodyOf(told: Partial<Told>) {
    const { email, phone, external_id, email_promotional_consent: consent, metadata } = told
    return {
      email,
      phone,
      externalId: external_id,
      fullName: nameOf(told) || undefined,
      marketingEmailOptOut: consent === undefined ? undefined : !consent,
      metadata,
    }
  }
  return {
    name: 'fanfare',
    says: ['email_promotional_consent', 'metadata'],
    async create(told) {
      await good(owner.post('/api/consumers', bodyOf(told)))
    },
    async change(email, told) {
      const { id } = await one('email', email)
      await good(owner.put(`/api/consumers/${id}`, bodyOf(told)))
    },
    async find(by, value) {
      const body = await one(by, value)
      if (!body) return null
      const [first_name, last_name] = body.fullName.split(' ')
      const { email, phone, primaryExternalId: external_id, marketingEmailOptOut, metadata } = body
      return {
        email,
        phone,
        external_id,
        first_name,
        last_name,
        email_promotional_consent: !marketingEmailOptOut,
        metadata,
      }
    },
    async echo(email) {
      const {
        id,
        phone,
        fullName,
        metadata,
        status,
        primaryExternalId: externalId,
        ...flags
      } = await one('email', email)
      const { smsOptOut, marketingEmailOptOut } = flags
      await good(
        owner.put(`/api/consumers/${id}`, {
          ...{ email, phone, fullName, metadata, status, externalId, smsOptOut, marketingEmailOptOut },
        }),
      )
    },
  }
}

function imprint(owner: Client): Teller {
  async function all() {
    const { body } = await good(owner.get('/v2/customers?limit=100'))
    return body.data as Record<string, string>[]
  }
  const byEmail = async (email: string) => (await all()).find((one) => one.email === email)
  return {
    name: 'imprint',
    says: ['metadata'],
    async create({ external_id: partner_customer_id, email, phone, first_name, last_name, metadata }) {
      const customer_history = { email, phone, first_name, last_name }
      const body = { partner_customer_id, customer_history, customer_metadata: metadata }
      await good(owner.post('/v2/customer_sessions', body))
    },
    async change(email, { external_id, email_promotional_consent, ...told }) {
      const one = await byEmail(email)
      await good(owner.post(`/v2/customers/${one?.id}`, told))
      if (external_id !== undefined)
        await good(owner.post(`/v2/customers/${one?.id}/link`, { partner_customer_id: external_id }))
    },
    async find(by, value) {
      const body =
        by === 'external_id'
          ? (await good(owner.get(`/v2/customers?partner_customer_id=${encoded(value)}`))).body.data[0]
          : (await all()).find((one) => one[by] === value)
      if (!body) return null
      const { email, phone, partner_customer_id: external_id, first_name, last_name, metadata } = body
      return { email, phone, external_id, first_name, last_name, metadata }
    },
    async echo(email) {
      const { id, ...read } = (await byEmail(email)) as Record<string, unknown>
      await good(owner.post(`/v2/customers/${id}`, { ...read, ...(read.address as object) }))
    },
  }
}

function capillary(till: Client): Teller {
  const identifiers = { email: 'email', phone: 'mobile', external_id: 'external_id' }
  const wire = (by: keyof typeof identifiers, value: string) => (by === 'phone' ? value.slice(1) : value)
  async function send(operation: 'add' | 'update', customer: object) {
    const { body } = await good(till.post(`/v1.1/customer/${operation}`, { root: { customer: [customer] } }))
    assert.equal(body.response.customers.customer[0].item_status.code, '1000', JSON.stringify(body))
  }
  async function one(by: keyof typeof identifiers, value: string) {
    const query = `${identifiers[by]}=${encoded(wire(by, value))}&subscriptions=true`
    const { body } = await good(till.get(`/v1.1/customer/get?${query}`))
    const [customer] = body.response.customers.customer
    return customer.item_status.code === '1000' ? customer : null
  }
  function bodyOf({
    email,
    phone,
    external_id,
    first_name,
    last_name,
    email_promotional_consent: consent,
  }: Partial<Told>) {
    const is_subscribed = consent ? '1' : '0'
    const subscription = [{ channel: 'email', priority: 'BULK', scope: 'all', is_subscribed }]
    return {
      ...{ email, mobile: phone?.slice(1), external_id, firstname: first_name, lastname: last_name },
      ...(consent === undefined ? {} : { subscriptions: { subscription } }),
    }
  }
  return {
    name: 'capillary',
    says: ['email_promotional_consent'],
    create: (told) => send('add', bodyOf(told)),
    change: (email, told) => send('update', bodyOf({ ...told, email })),
    async find(by, value) {
      const body = await one(by, value)
      if (!body) return null
      const { email, external_id, firstname: first_name, lastname: last_name, subscriptions } = body
      const promotional = subscriptions?.subscription?.find(
        (row: Record<string, string>) => row.channel === 'EMAIL' && row.priority === 'BULK',
      )
      const consent = promotional ? { email_promotional_consent: promotional.status === '1' } : {}
      return { email, phone: `+${body.mobile}`, external_id, first_name, last_name, ...consent }
    },
    async echo(email) {
      const { mobile, external_id, firstname, lastname, custom_fields, extended_fields } = await one(
        'email',
        email,
      )
      await send('update', {
        email,
        mobile,
        external_id,
        firstname,
        lastname,
        custom_fields,
        extended_fields,
      })
    },
  }
}
