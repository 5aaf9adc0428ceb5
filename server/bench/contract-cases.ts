import { createHash } from 'node:crypto'
import type { Case } from './cases.ts'
import { someCustomers } from './finds.ts'
import { idOf } from './load.ts'
import type { Server } from './server.ts'
import type { Site } from './site.ts'

const single = { rows: 1, bare: false, plain: null }
const batchRows = 100
const till = { code: 'bench01', password: 'bench' }

const customerPaths = ({ customers }: Site) =>
  someCustomers(customers).map((i) => `/v2/customers/${idOf(customers, i).toUpperCase()}`)
// As they were loaded: customer `i` has the phone +1415 and 2000000 + i.
const firstPhone = 2_000_001

/** The contracts for card programmes and for loyalty, in turns with the consumers contract. */
export const contractCases: Case[] = [
  {
    ...single,
    name: 'imprint-get',
    requests: (site) => ({ method: 'GET', paths: customerPaths(site), body: null }),
    firstNumber: 0,
    beside: 'get',
    target: { atLeast: 0.9, of: 'beside' },
  },
  {
    ...single,
    name: 'imprint-update',
    requests: (site) => ({
      method: 'POST',
      paths: customerPaths(site),
      body: '{"first_name":"Mira«n»","last_name":"Okafor","preferred_language":"en","metadata":{"tier":"gold","visits":«n»}}',
    }),
    firstNumber: 5_000_000,
    beside: 'update',
    target: { atLeast: 0.9, of: 'beside' },
  },
  {
    ...single,
    name: 'capillary-update',
    requests: ({ customers }) => ({
      method: 'POST',
      paths: ['/v1.1/customer/update'],
      body: `{"root":{"customer":[${item('«n»')}]}}`,
      authorization: credentials,
      lastNumber: firstPhone + customers - 1,
    }),
    firstNumber: firstPhone,
    beside: 'update',
    target: { atLeast: 0.6, of: 'beside' },
  },
  {
    ...single,
    name: 'capillary-batch',
    requests: ({ customers }) => ({
      method: 'POST',
      paths: ['/v1.1/customer/update'],
      body: `{"root":{"customer":[${items().join()}]}}`,
      authorization: credentials,
      lastNumber: Math.floor((firstPhone + customers) / batchRows) - 1,
    }),
    rows: batchRows,
    firstNumber: Math.ceil(firstPhone / batchRows), // the row within the batch is the rest of the seven digits
    beside: null,
    target: { perSecond: 5000 },
  },
]

function items(): string[] {
  return Array.from({ length: batchRows }, (_, row) => item(`«n»${String(row).padStart(2, '0')}`))
}

const item = (digits: string) =>
  `{"mobile":"1415${digits}","firstname":"Asha${digits}","lastname":"Verne","subscriptions":{"subscription":[{"priority":"BULK","scope":"all","is_subscribed":"0","channel":"sms"}]}}`

const md5 = createHash('md5').update(till.password).digest('hex')
const credentials = `Basic ${Buffer.from(`${till.code}:${md5}`).toString('base64')}`

/** Sets up the till that the loyalty contract is called by. */
export async function addTill({ port, key }: Server): Promise<void> {
  const { id } = await create('stores', { code: 'bench', name: 'Bench' })
  await create('tills', { ...till, store_id: id })

  async function create(what: string, body: object): Promise<{ id: string }> {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/${what}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`)
    return answer.json() as Promise<{ id: string }>
  }
}
