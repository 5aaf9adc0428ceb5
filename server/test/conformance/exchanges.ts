import type { Answer, Client, Sent, TestApp } from '../app.ts'
import { flags, full } from '../consumers.ts'

/** A request to the consumers contract, and what was answered. */
export interface Exchange {
  base: string
  method: string
  /** As the documents write it, below the base. */
  path: string
  answer: Answer
}

/** An operation, with a way to provoke each status that does not depend on who asks. */
interface Operation {
  method: string
  path: string
  /** A request that is answered 200, made for a consumer that is there. */
  good(id: string): Sent & { path?: string }
  /** Requests that are refused for what they hold. */
  bad: (Sent & { path?: string })[]
}

const unknownId = '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71'
const large = `{"fullName":"${'x'.repeat(6_000_000)}"}`
const unreadable = [{ body: '{' }, { body: 'x', headers: { 'content-type': 'text/plain' } }, { body: large }]
const code = { verificationCode: '271828', verificationCodeExpiresAt: 'soon' }
const key = { 'x-idempotency-key': 'conformance' }

export const operations: Operation[] = [
  {
    method: 'post',
    path: '/consumers/batch',
    good: () => ({
      body: {
        consumers: [
          { ...full, ...code },
          { ...flags, status: 'INACTIVE' },
        ],
      },
    }),
    bad: [
      { body: { consumers: [{ ...flags, email: 5, activityRank: 9, metadata: [] }, {}, null, 'x'] } },
      { body: { consumers: [flags, { ...flags, email: 'MIRA@shop.example' }] } },
      { body: { consumers: Array(501).fill(flags) } },
      { body: { consumers: [flags] }, headers: key },
      { body: { consumers: [] }, headers: key },
      ...unreadable,
    ],
  },
  {
    method: 'post',
    path: '/consumers',
    good: () => ({ body: { fullName: 'Nadia', externalId: 'crm-1' } }),
    bad: [
      { body: { email: 'nope', phone: 5, status: null, metadata: { a: { b: 1 } } } },
      { body: { email: 'mira@shop.example', externalId: 'crm-1' } },
      { body: { fullName: 'First' }, headers: key },
      { body: { fullName: 'Other' }, headers: key },
      { body: 'null' },
      ...unreadable,
    ],
  },
  {
    method: 'put',
    path: '/consumers/batch',
    good: (id) => ({ body: [{ id, status: 'INACTIVE', fullName: null }] }),
    bad: [
      { body: [{ id: 5 }, {}, []] },
      { body: { consumers: [{ id: unknownId }] } },
      { body: [], headers: key },
      ...unreadable,
    ],
  },
  {
    method: 'put',
    path: '/consumers/{id}',
    good: () => ({ body: { metadata: { size: 'L' }, phone: null } }),
    bad: [
      { body: { smsOptOut: null, email: 'nope' } },
      { body: {}, path: `/consumers/${unknownId}` },
      ...unreadable,
    ],
  },
  {
    method: 'get',
    path: '/consumers/{id}',
    good: (id) => ({ path: `/consumers/${id}?include=audiences,orders` }),
    bad: [{ path: `/consumers/${unknownId}` }, { path: '/consumers/x?include=x' }, { path: '/consumers/%' }],
  },
  {
    method: 'get',
    path: '/consumers',
    good: () => ({ path: '/consumers?first=2&include=audiences' }),
    bad: [{ path: '/consumers?first=0&sortBy=x&search=a&include=b' }, { path: '/consumers?after=x' }],
  },
  {
    method: 'get',
    path: '/consumers/search',
    good: () => ({ path: '/consumers/search?q=nadia' }),
    bad: [{ path: '/consumers/search?q=a' }, { path: '/consumers/search' }],
  },
  {
    method: 'delete',
    path: '/consumers/{id}',
    good: () => ({}),
    bad: [{ path: `/consumers/${unknownId}` }, ...unreadable],
  },
]

/** Every operation at a base, by somebody who may: one that succeeds, and each that is refused for what it holds. */
export async function asOwner(owner: Client, base: string): Promise<Exchange[]> {
  const exchanges: Exchange[] = []
  let id = unknownId
  for (const operation of operations) {
    for (const sent of [operation.good(id), ...operation.bad]) {
      const exchange = await ask(owner, base, operation, id, sent)
      exchanges.push(exchange)
      if (id === unknownId) id = exchange.answer.body[0].id
    }
  }
  return exchanges
}

/** Every operation at a base, once. */
function asSomebody(client: Client, base: string): Promise<Exchange[]> {
  return Promise.all(
    operations.map((operation) => ask(client, base, operation, unknownId, operation.good(unknownId))),
  )
}

async function ask(
  client: Client,
  base: string,
  { method, path }: Operation,
  id: string,
  sent: Sent & { path?: string },
): Promise<Exchange> {
  const target = base + (sent.path ?? path.replace('{id}', id))
  return { base, method, path, answer: await client.send(target, { method: method.toUpperCase(), ...sent }) }
}

/** The same at every base: for somebody unknown, beyond the rate limit, with a failing and with a lost database. */
export async function whenRefused(app: TestApp, limited: TestApp, bases: string[]): Promise<Exchange[]> {
  const everywhere = async (client: Client) =>
    (await Promise.all(bases.map((base) => asSomebody(client, base)))).flat()
  const { db } = app.services
  const [suspended, owner, busy] = [await app.anOwner(), await app.anOwner(), await limited.anOwner()]
  const text = 'update organizations set suspended_at = now() where id = $1::text::uuid'
  await db.query(text, [suspended.organizationId])
  const [unknown, forbidden] = [await everywhere(app.withHeaders({})), await everywhere(suspended)]
  await busy.get('/consumers')
  await busy.put('/consumers/batch', [])
  const tooMany = await everywhere(busy)
  await db.query('alter table customers rename to customers_elsewhere')
  const failed = (await everywhere(owner)).filter(({ answer }) => answer.status !== 404)
  await db[Symbol.asyncDispose]()
  return [...unknown, ...forbidden, ...tooMany, ...failed, ...(await everywhere(owner))]
}
