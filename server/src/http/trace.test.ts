import assert from 'node:assert/strict'
import { it } from 'node:test'
import { testApp } from '../../test/app.ts'

const lines: string[] = []
const app = await testApp({}, (line) => lines.push(line))
const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
const parent = '00f067aa0ba902b7'

async function logged(traceparent: string): Promise<string | undefined> {
  lines.length = 0
  await app.withHeaders({ traceparent }).get('/v1/customers')
  return JSON.parse(String(lines.at(-1))).trace
}

it('logs the trace that a request belongs to', async () => {
  assert.equal(await logged(`00-${trace}-${parent}-01`), trace)
  assert.equal(await logged(`cc-${trace}-${parent}-01-what-the-future-will-be-like`), trace)
})

it('logs nothing of a traceparent that is not in due form', async () => {
  const bad = [
    'mira@shop.example',
    `00-${trace}-${parent}`,
    `00-${trace}-${parent}-01-more`,
    `ff-${trace}-${parent}-01`,
    `00-${'0'.repeat(32)}-${parent}-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `00-${trace.toUpperCase()}-${parent}-01`,
    `00-${trace}-${parent}-01, 00-${trace}-${parent}-01`,
  ]
  for (const header of bad) assert.equal(await logged(header), undefined, header)
  assert.doesNotMatch(lines.join(''), /mira/)
})
