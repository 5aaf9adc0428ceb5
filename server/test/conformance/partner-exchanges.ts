import type { Answer, Client, Sent, TestApp } from '../app.ts'
import { aCustomer, aProgramme, nobody } from '../partner.ts'

/** A request to the customer contract at /v2, and what was answered. */
export interface Exchange {
  method: string
  /** As the document writes it. */
  path: string
  answer: Answer
}

type Request = Sent & { method: string; path: string; at?: string }

const customer = '/v2/customers/{customer_id}'
const session = '/v2/customer_sessions/{session_id}'
const large = `{"first_name":"${'x'.repeat(6_000_000)}"}`
const text = { headers: { 'content-type': 'text/plain' }, body: 'x' }
const wrongProduct = { headers: { 'x-imprint-merchant-key': 'NONE' } }

/** A request for each operation that is good, made for a customer and a session that are there. */
const good = (customerId: string, sessionId: string): Request[] => [
  { method: 'get', path: '/v2/customers' },
  { method: 'post', path: '/v2/customers', body: { date_of_birth: { year: 1987 }, limit: 2 } },
  { method: 'get', path: customer, at: `/v2/customers/${customerId}` },
  { method: 'post', path: customer, at: `/v2/customers/${customerId}`, body: changes },
  { method: 'get', path: `${customer}/rewards_balance`, at: `/v2/customers/${customerId}/rewards_balance` },
  {
    method: 'post',
    path: `${customer}/link`,
    at: `/v2/customers/${customerId}/link`,
    body: { partner_customer_id: 'acme-1', metadata: { channel: 'ios' } },
  },
  { method: 'post', path: '/v2/customer_sessions', body: { customer_metadata: { a: 'b' }, source: 'kiosk' } },
  { method: 'get', path: session, at: `/v2/customer_sessions/${sessionId}` },
  { method: 'post', path: '/v2/keys' },
  { method: 'delete', path: '/v2/keys' },
]

export const changes = {
  phone: '+12065550199',
  street_line1: '9 Pike Pl',
  city: 'Seattle',
  customer_history: { account_tenure: 27, ltv_amount: 129950, address: { country: 'USA' } },
  metadata: { segment: 'coastal' },
}

/** What each operation refuses for what it holds, whatever its body is. */
function bad(request: Request): Request[] {
  const missing = request.path.includes('_id}')
    ? [{ ...request, at: (request.at ?? '').replace(/[\da-f]{8}-[\da-f-]{27}/i, nobody) }]
    : []
  const isWrongProduct = request.path === '/v2/keys' ? [] : [{ ...request, ...wrongProduct }]
  const bodies = request.method === 'get' ? [] : [{ body: '{' }, { body: large }, text]
  return [...missing, ...isWrongProduct, ...bodies.map((sent) => ({ ...request, ...sent }))]
}

/** Every operation, by somebody who may: one that succeeds, and each that is refused for what it holds. */
export async function asPartner(app: TestApp): Promise<Exchange[]> {
  const owner = await app.anOwner()
  const programme = await aProgramme(owner, { name: 'Harbor Visa', merchant_key: 'VISA' })
  const full = { email: 'mara@shop.example', birth_year: 1987, ssn_last4: '4821', language: 'es' }
  const { id } = await aCustomer(owner, { ...full, full_name: 'Mara Lind', phone: '+12065550142' })
  await owner.put(`/v1/customers/${id}/cards/${programme}`, { status: 'OPEN' })
  const opened = await owner.post('/v2/customer_sessions', { customer_id: id })
  const all = good(id, opened.body.id)
  const refused = all.flatMap(bad)
  const twice = all.filter(({ path }) => path.endsWith('/link'))
  const invalid: Request[] = [
    { method: 'post', path: customer, at: `/v2/customers/${id}`, body: { email: 'x', metadata: 5 } },
    { method: 'get', path: '/v2/customers', at: '/v2/customers?limit=0' },
    { method: 'get', path: customer, at: '/v2/customers/%zz' },
    { method: 'get', path: session, at: '/v2/customer_sessions/%zz' },
  ]
  const exchanges: Exchange[] = []
  // The last of the good ones deletes the key.
  const [deleting] = all.slice(-1)
  for (const request of [...refused, ...invalid, ...all.slice(0, -1), ...twice, deleting as Request])
    exchanges.push(await ask(owner, request))
  return exchanges
}

/** The same for somebody unknown, beyond the rate limit, with a failing and with a lost database. */
export async function whenNobodyMay(app: TestApp, limited: TestApp): Promise<Exchange[]> {
  const everything = (client: Client) => Promise.all(good(nobody, nobody).map((one) => ask(client, one)))
  const { db } = app.services
  const [suspended, owner, busy] = [await app.anOwner(), await app.anOwner(), await limited.anOwner()]
  await db.query('update organizations set suspended_at = now() where id = $1::text::uuid', [
    suspended.organizationId,
  ])
  const [unknown, forbidden] = [await everything(app.withHeaders({})), await everything(suspended)]
  await busy.get('/v2/customers')
  const tooMany = await everything(busy)
  const rename = (table: string) => db.query(`alter table ${table} rename to ${table}_elsewhere`)
  await rename('customers')
  await rename('customer_sessions')
  // From here its key is known for half a second, with no table of keys.
  await owner.get('/v2/customers')
  await rename('keys')
  const failed = (await everything(owner)).filter(({ answer }) => answer.status === 500)
  await db[Symbol.asyncDispose]()
  return [...unknown, ...forbidden, ...tooMany, ...failed, ...(await everything(owner))]
}

async function ask(client: Client, { method, path, at = path, ...sent }: Request): Promise<Exchange> {
  return { method, path, answer: await client.send(at, { method: method.toUpperCase(), ...sent }) }
}
