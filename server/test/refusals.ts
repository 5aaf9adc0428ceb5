import assert from 'node:assert/strict'
import type { Answer, Client, Sent, TestApp } from './app.ts'
import { linesOf } from './consumers.ts'

/** Sends requests for a caller with one consumer, `{id}`: each must be refused, and nothing may have changed then. */
export async function refusesAll(
  app: TestApp,
  requests: (Sent & { path: string; status?: number })[],
): Promise<void> {
  const owner = await app.anOwner()
  const consumer = { email: 'mira@shop.example', fullName: 'Mira', metadata: { size: 'M' } }
  const { body } = await owner.post('/api/consumers', consumer)
  const before = await stateOf(app, owner)
  for (const { path, status = 400, ...sent } of requests) {
    const answer = await owner.send(path.replace('{id}', body.id), sent)
    assertRefused(answer, status, `${sent.method ?? 'GET'} ${path.slice(0, 80)} ${show(sent.body)}`)
  }
  assert.deepEqual(await stateOf(app, owner), before)
}

const show = (body: unknown) => (typeof body === 'string' ? body : (JSON.stringify(body) ?? '')).slice(0, 120)

async function stateOf(app: TestApp, owner: Client) {
  const { body } = await owner.get('/api/consumers?first=100')
  return { body, lines: await linesOf(app, owner) }
}

/** The one shape of a refusal for what was sent, without a member more. */
export function assertRefused({ status, body }: Answer, expected: number, what: string): void {
  assert.equal(status, expected, `${what}: ${JSON.stringify(body)?.slice(0, 300)}`)
  assert.deepEqual(Object.keys(body), ['error', 'issues'])
  assert.equal(body.error, 'validation_error')
  assert.ok(body.issues.length > 0)
  for (const { path, ...texts } of body.issues) {
    assert.deepEqual(Object.keys(texts), ['kind', 'type', 'expected', 'received', 'message'])
    for (const text of Object.values(texts)) assert.equal(typeof text, 'string')
    for (const item of path) assert.deepEqual(Object.keys(item), ['type', 'origin', 'input', 'key'])
    assert.ok(path.every(({ key }: { key: unknown }) => typeof key === 'string'))
  }
  assert.doesNotMatch(JSON.stringify(body), /\bat \S+ \(|node_modules|\.ts:\d/)
}
