import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Client, TestApp } from '../app.ts'
import { type Named, type Request, routes } from '../isolation.ts'
import { adminKey, withSecret } from '../keys.ts'
import type { Operation } from '../openapi.ts'
import { somebodys } from '../somebody.ts'
import { special } from './native-special.ts'

/** An operation of the native contract, as the document has it and as the isolation tests ask for it. */
export interface Described {
  /** `GET /v1/customers/{customer_id}` */
  name: string
  method: string
  operation: Operation
  requests(named: Named): Request[]
}

export interface Exchange {
  name: string
  answer: Answer
}

/** @param patterns of the mounted routes, by `nameless`. */
export function describedIn(
  paths: Record<string, Record<string, Operation>>,
  patterns: ReadonlyMap<string, string>,
): Described[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => {
      const name = `${method.toUpperCase()} ${path}`
      const requests = routes[patterns.get(nameless(name)) ?? ''] ?? (() => [])
      return { name, method: method.toUpperCase(), operation, requests }
    }),
  )
}

/** A route whatever its parameters are called: documents say whose id it is. */
export const nameless = (route: string) => route.replace(/:\w+|\{\w+\}/g, '{}')

const unknownId = '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71'
const nobodys = new Proxy({} as Named, { get: () => unknownId })
const large = `{"name":"${'x'.repeat(6_000_000)}"}`
const text = { 'content-type': 'text/plain' }
const used = { 'idempotency-key': 'used' }

/** What an operation answers to those who may ask it: done, and refused for what is sent. */
export async function whenAdmitted(app: TestApp, described: Described): Promise<Exchange[]> {
  const { operation, requests, name } = described
  const { owner, named } = await somebodys(app, 'key')
  const [first, ...others] = requests(named)
  if (!first) return []
  const bare = first.path.split('?')[0]
  const asked = [
    first,
    ...others,
    ...((await special[name]?.(app, owner, named)) ?? []),
    ...requests(nobodys),
    { ...first, path: `${bare}?nonsense=1` },
  ]
  if (operation.requestBody)
    asked.push(...['{', large].map((body) => ({ ...first, body })), { ...first, body: 'x', headers: text })
  const takes = new Set(operation.parameters.map((parameter) => parameter.name))
  if (takes.has('Idempotency-Key')) {
    await owner.post('/v1/customers', {}, used)
    await admin(app).post('/v1/organizations', { name: 'used' }, used)
    asked.push({ ...first, headers: used })
  }
  if (takes.has('If-None-Match')) asked.push({ ...first, headers: { 'if-none-match': '*' } })
  const exchanges = await inTurn(asked, (request) => exchange(app, owner, described, request))

  if (takes.has('Prefer')) exchanges.push(...(await anew(app, described, { prefer: 'return=minimal' })))
  if (takes.has('If-Match')) exchanges.push(...(await anew(app, described, { 'if-match': '"99"' })))
  if (operation.responses['428']) exchanges.push(...(await anew(app, described, {}, true)))
  return exchanges
}

/** The first request for things of its own, on terms of its own. */
async function anew(
  app: TestApp,
  described: Described,
  headers: Record<string, string>,
  preconditionRequired = false,
): Promise<Exchange[]> {
  const { owner, named } = await somebodys(app, 'key')
  if (preconditionRequired) {
    await admin(app).send(`/v1/organizations/${owner.organizationId}`, {
      method: 'PATCH',
      body: { precondition_required: true },
    })
    // What a key opens is known for half a second.
    await sleep(600)
  }
  const [first] = described.requests(named)
  return first ? [await exchange(app, owner, described, { ...first, headers })] : []
}

/** Every operation once, whoever asks: for those who are refused whatever they send. */
export function everyOne(app: TestApp, client: Client, all: Described[]): Promise<Exchange[]> {
  return inTurn(all, (described) => {
    const [first] = described.requests(nobodys)
    return ask(app, client, described, first ?? { path: '' })
  })
}

const exchange = (app: TestApp, owner: Client, described: Described, request: Request) =>
  ask(app, described.name.includes('/v1/organizations') ? admin(app) : owner, described, request)

export const admin = (app: TestApp) => withSecret(app, adminKey)

async function ask(
  app: TestApp,
  client: Client,
  { name, method }: Described,
  { path, ...sent }: Request,
): Promise<Exchange> {
  if (!path.startsWith('/changes/stream'))
    return { name, answer: await client.send(`/v1${path}`, { ...sent, method }) }
  // It has no end.
  const answer = await fetch(`${app.url}/v1${path}`, {
    headers: client.secret ? { authorization: `Bearer ${client.secret}` } : {},
  })
  const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream')
  if (isStream) await answer.body?.cancel()
  return {
    name,
    answer: { status: answer.status, headers: answer.headers, body: isStream ? '' : await answer.json() },
  }
}

async function inTurn<Item, Result>(items: Item[], act: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (const item of items) results.push(await act(item))
  return results
}
