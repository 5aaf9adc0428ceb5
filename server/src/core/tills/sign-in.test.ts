import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { testDatabase } from '../../../test/database.ts'
import { everywhere } from '../access-groups/permission.ts'
import type { Context } from '../context.ts'
import { updateOrganization } from '../organizations/organization.ts'
import { Refusal } from '../problem.ts'
import { createStore } from '../stores/stores.ts'
import { onTheWire, slowHashOf } from './password.ts'
import { openTillRing } from './sign-in.ts'
import { createTill, updateTill } from './tills.ts'

const { db, aContext } = await testDatabase()
// The organization whose tills need no prefix.
const first = await aContext()
const right = onTheWire('123')
const wrong = onTheWire('124')
const cheap = (password: string) => slowHashOf(password, { N: 2, r: 1, p: 1 })
const tooMany = (error: unknown) => error instanceof Refusal && error.problem.kind === 'too_many'

async function aTill(ctx: Context, code: string, password = right) {
  const store = await createStore(ctx, { code: `store-of-${code}` })
  return createTill(ctx, { store_id: store.id, code, password: await cheap(password) })
}

it('takes the MD5 of the password that the sheet shows', () => {
  assert.equal(right, '202cb962ac59075b964b07152d234b70')
})

describe('a till', () => {
  it('signs in by its code alone where the organization was set up first, and is known from memory then', async () => {
    const ring = openTillRing(db)
    const till = await aTill(first, 'alone')
    assert.equal(till.username, 'alone')
    assert.equal(ring.known('alone', right), undefined)
    const entrant = await ring.find('alone', right)
    assert.deepEqual(entrant, {
      id: till.id,
      kind: 'till',
      organizationId: first.organizationId,
      country: 'US',
      suspended: false,
      preconditionRequired: false,
      permissions: everywhere('WRITE'),
      till: { code: 'alone', name: 'alone', storeCode: 'store-of-alone', storeName: 'store-of-alone' },
      defaultTillIfUnknown: false,
    })
    assert.equal(ring.known('alone', right), entrant)
  })

  it('signs in behind the handle or the id of any other organization, and not without', async () => {
    const ring = openTillRing(db)
    const ctx = await aContext()
    await updateOrganization(db, ctx.organizationId, { handle: 'corner' })
    const { id, username } = await aTill(ctx, 'behind')
    assert.equal(username, 'corner/behind')
    for (const name of ['corner/behind', `${ctx.organizationId}/behind`])
      assert.equal((await ring.find(name, right))?.id, id)
    for (const name of ['behind', 'Corner/behind', 'corner/behind/', '/behind', 'other/behind'])
      assert.equal(await ring.find(name, right), null, name)
  })

  it('of the same code in two organizations is each known by its own password', async () => {
    const ring = openTillRing(db)
    const [one, other] = [await aContext(), await aContext()]
    const [a, b] = [await aTill(one, 'same', right), await aTill(other, 'same', wrong)]
    assert.equal((await ring.find(`${one.organizationId}/same`, right))?.id, a.id)
    assert.equal((await ring.find(`${other.organizationId}/same`, wrong))?.id, b.id)
    assert.equal(await ring.find(`${one.organizationId}/same`, wrong), null)
  })

  it('is not let in by anything but the MD5 of its password in lower case', async () => {
    const ring = openTillRing(db)
    await aTill(first, 'strict')
    for (const sent of ['', '123', right.toUpperCase(), `${right}0`, wrong, '\0'])
      assert.equal(await ring.find('strict', sent), null, sent)
    for (const name of ['', 'no\0body', 'x'.repeat(20_000), 'ünknown', ' '])
      assert.equal(await ring.find(name, right), null)
  })
})

describe('a change', () => {
  it('of the password counts within a second: the new one is let in and the old one is not', async () => {
    const ring = openTillRing(db)
    const { id } = await aTill(first, 'changed')
    assert.equal((await ring.find('changed', right))?.id, id)
    assert.equal(await ring.find('changed', wrong), null)
    await updateTill(first, id, { password: await cheap(wrong) })
    await sleep(600)
    assert.equal(await ring.find('changed', right), null)
    assert.equal((await ring.find('changed', wrong))?.id, id)
  })

  it('of the password while the old one is being checked does not let the old one in from then on', async () => {
    const ring = openTillRing(db)
    // So slow that the check outlasts the half second for which the row is fresh.
    const slow = await slowHashOf(right, { N: 2 ** 14, r: 8, p: 48 })
    const store = await createStore(first, { code: 'store-of-overtaken' })
    const { id } = await createTill(first, { store_id: store.id, code: 'overtaken', password: slow })
    const begun = ring.find('overtaken', right)
    await sleep(100)
    await updateTill(first, id, { password: await cheap(wrong) })
    await sleep(500)
    assert.equal(await ring.find('overtaken', right), null)
    assert.equal((await begun)?.id, id)
    assert.equal(await ring.find('overtaken', right), null)
    assert.equal((await ring.find('overtaken', wrong))?.id, id)
  })

  it('that ends a till, or suspends its organization, counts within a second, for what is in memory, too', async () => {
    const ring = openTillRing(db)
    const ctx = await aContext()
    const { id, username } = await aTill(ctx, 'ended')
    const entrant = await ring.find(username, right)
    assert.equal(entrant?.suspended, false)
    await updateOrganization(db, ctx.organizationId, { suspended: true })
    await sleep(600)
    assert.equal(ring.known(username, right), undefined)
    assert.equal((await ring.find(username, right))?.suspended, true)
    await updateTill(ctx, id, { active: false })
    await sleep(600)
    assert.equal(await ring.find(username, right), null)
    // On a slow machine the first check outlasts the half second for which the row is fresh; its verdict is kept.
    assert.equal(await ring.find(username, right), null)
    assert.equal(ring.known(username, right), null)
  })
})

describe('passwords', () => {
  it('are kept as slow hashes with their salt, two of which are never alike', async () => {
    const [one, two] = await Promise.all([slowHashOf(right), slowHashOf(right)])
    assert.match(one, /^scrypt\$16384\$8\$5\$[\da-f]{32}\$[\da-f]{64}$/)
    assert.notEqual(one, two)
  })

  it('cost one slow hash for 32 that come at once, and none after that', async () => {
    const ring = openTillRing(db)
    const store = await createStore(first, { code: 'store-of-slow' })
    const till = await createTill(first, {
      store_id: store.id,
      code: 'slow',
      password: await slowHashOf(right),
    })
    const before = process.cpuUsage()
    const all = await Promise.all(Array.from({ length: 32 }, () => ring.find('slow', right)))
    for (let i = 0; i < 100; i++) assert.equal((await ring.find('slow', right))?.id, till.id)
    const { user, system } = process.cpuUsage(before)
    assert.deepEqual(new Set(all.map((entrant) => entrant?.id)), new Set([till.id]))
    // One takes 0.13 s of a core; 32 would take 4.
    assert.ok(user + system < 1_500_000, `${(user + system) / 1e6} s`)
  })

  it('are compared as slowly for nobody as for somebody', async () => {
    const ring = openTillRing(db)
    const store = await createStore(first, { code: 'store-of-timed' })
    await createTill(first, { store_id: store.id, code: 'timed', password: await slowHashOf(right) })
    const cpuOf = async (username: string) => {
      const before = process.cpuUsage()
      assert.equal(await ring.find(username, wrong), null)
      return process.cpuUsage(before).user
    }
    const least = (await cpuOf('timed')) / 3
    for (const username of [
      'nobody',
      'no-such/timed',
      '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71/timed',
      'x'.repeat(999),
    ])
      assert.ok((await cpuOf(username)) > least, username)
  })

  it('that are guessed at one till wait for nobody else, and beyond five at once are refused unlooked at', async () => {
    const ring = openTillRing(db)
    const { id } = await aTill(first, 'guessed')
    await aTill(first, 'honest')
    const guesses = Array.from({ length: 200 }, (_, i) => ring.find('nobody', onTheWire(`guess ${i}`)))
    const answers = await Promise.allSettled(guesses)
    const refused = answers.filter((answer) => answer.status === 'rejected')
    assert.equal(refused.length, 195)
    assert.ok(refused.every(({ reason }) => tooMany(reason)))
    assert.equal((await ring.find('guessed', right))?.id, id)
  })

  it('that are guessed at many tills at once are refused beyond forty, and those that are known stay let in', async () => {
    const ring = openTillRing(db)
    const { id } = await aTill(first, 'known')
    await ring.find('known', right)
    const guesses = Array.from({ length: 100 }, (_, i) => ring.find(`nobody-${i}`, wrong))
    const answers = Promise.allSettled(guesses)
    await sleep(600)
    assert.equal((await ring.find('known', right))?.id, id)
    const refused = (await answers).filter((answer) => answer.status === 'rejected')
    assert.equal(refused.length, 60)
  })
})
