import assert from 'node:assert/strict'
import type { Answer, Client, Sent, TestApp } from './app.ts'

/** The status, and the places and words of what is wrong. */
export const refusalOf = ({ status, body }: Answer): [number, ...string[]] => [
  status,
  ...(body.errors ?? []).map(({ pointer }: { pointer: string }) => pointer),
]

/** A problem document for what was sent, of this status and kind, that tells nothing of the inside. */
export function assertProblem(
  { status, headers, body }: Answer,
  expected: number,
  kind: string,
  what = '',
): void {
  assert.equal(status, expected, `${what}: ${JSON.stringify(body)?.slice(0, 300)}`)
  assert.equal(headers.get('content-type'), 'application/problem+json; charset=utf-8')
  assert.equal(body.type, `urn:clientele:problem:${kind}`, what)
  assert.equal(body.status, expected)
  assert.equal(typeof body.title, 'string')
  assert.equal(body.request_id, headers.get('x-request-id'))
  assert.doesNotMatch(JSON.stringify(body), /\bat \S+ \(|node_modules|\.ts:\d/)
}

/** Sends requests for a caller with one customer, `{id}`: each must be refused so, and nothing may have changed then. */
export async function refusesAll(
  app: TestApp,
  requests: (Sent & { path: string; status?: number; kind?: string })[],
): Promise<void> {
  const owner = await app.anOwner()
  const { body } = await owner.post('/v1/customers', { email: 'mira@shop.example', metadata: { size: 'M' } })
  const before = await stateOf(app, owner)
  for (const { path, status = 400, kind = 'invalid', ...sent } of requests) {
    const answer = await owner.send(path.replace('{id}', body.id), sent)
    assertProblem(answer, status, kind, `${sent.method ?? 'GET'} ${path.slice(0, 80)} ${show(sent.body)}`)
  }
  assert.deepEqual(await stateOf(app, owner), before)
}

const show = (body: unknown) => (typeof body === 'string' ? body : (JSON.stringify(body) ?? '')).slice(0, 120)

/** All that the organization of the caller keeps. */
export async function stateOf({ services: { db } }: TestApp, { organizationId }: Client): Promise<unknown> {
  const all = (table: string) =>
    db.query(`select t::text from ${table} t where organization_id = $1::text::uuid order by 1`, [
      organizationId,
    ])
  return [await all('customers'), await all('changes'), await all('idempotency')]
}
