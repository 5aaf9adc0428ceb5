import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { testApp } from '../../../test/app.ts'
import { opened } from '../../../test/database.ts'
import { root, tillOf } from '../../../test/tills.ts'
import { createApp } from '../../app.ts'
import { largeBytes, mostAtOnce } from '../../http/large-bodies.ts'
import { xmlOf } from './xml.ts'

const app = await testApp()

// The same service, where requests stop between their bodies and their handlers.
const gated = createApp(app.services)
const gate = Promise.withResolvers<void>()
let working = 0
let most = 0
gated.addHook('preHandler', async () => {
  most = Math.max(most, ++working)
  await gate.promise
  working--
})
const url = await gated.listen({ port: 0, host: '127.0.0.1' })
opened.defer(() => gated.close())

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    assert.ok(tries < 500, 'it never came to be')
    await sleep(10)
  }
}

it('large bodies of XML are worked on a few at once, all are answered, and small ones wait for none', async () => {
  const till = await tillOf({ ...app, url }, await app.anOwner())
  const small = (n: number) => xmlOf(JSON.stringify(root({ mobile: `4479111000${n}`, firstname: 'Asha' })))
  const add = (body: string) =>
    till.send('/v1.1/customer/add', { method: 'POST', body, headers: { 'content-type': 'application/xml' } })
  const answers = Array.from({ length: 3 * mostAtOnce }, (_, n) => add(small(10 + n).padEnd(largeBytes)))
  await until(() => working === mostAtOnce)
  answers.push(add(small(99)))
  await until(() => working === mostAtOnce + 1)
  gate.resolve()
  for (const { body } of await Promise.all(answers)) assert.equal(body.response.status.success, 'true')
  assert.equal(most, mostAtOnce + 1)
})
