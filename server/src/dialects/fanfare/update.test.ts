import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { at, blank, changed, flags, linesOf, named, refusal, taken } from '../../../test/consumers.ts'

const app = await testApp()

const mira = {
  email: 'mira@shop.example',
  phone: '+14155552671',
  fullName: 'Mira Okafor',
  metadata: { size: 'M', visits: 4 },
}

/** A caller with one consumer, whose address and number are verified. */
async function withMira() {
  const owner = await app.anOwner()
  const row = { ...mira, ...flags, emailVerified: true, phoneVerified: true }
  const { body } = await owner.post('/api/consumers/batch', { consumers: [row] })
  const path = `/api/consumers/${body[0].id}`
  return { owner, id: body[0].id, put: (changes: unknown) => owner.put(path, changes), path }
}

const before = { ...blank, ...mira, emailVerified: true, phoneVerified: true }

describe('PUT /consumers/{id}', () => {
  it('A15: changes what was sent, clears what is null, and leaves the rest', async () => {
    const { put } = await withMira()
    const answer = await put({ fullName: 'Mira O. Okafor', phone: null, status: 'INACTIVE', smsOptOut: true })
    assert.equal(answer.status, 200)
    assert.deepEqual(named(answer.body), {
      ...before,
      ...changed,
      fullName: 'Mira O. Okafor',
      phone: null,
      phoneVerified: false,
      status: 'INACTIVE',
      smsOptOut: true,
    })
  })

  it('A15: clears every member that can be null', async () => {
    const { put } = await withMira()
    const nothing = { email: null, phone: null, fullName: null, metadata: null, externalId: null }
    const answer = await put(nothing)
    assert.deepEqual([answer.status, named(answer.body)], [200, { ...blank, ...changed }])
  })

  for (const [what, body] of [
    ['an empty object', '{}'],
    ['no body', undefined],
    ['an empty body', ''],
    ['what is there already', { ...mira, email: ' mira@shop.example', phone: '415 555 2671' }],
  ] as const) {
    it(`A15: makes no version of ${what}`, async () => {
      const { owner, put } = await withMira()
      const answer = await put(body)
      assert.deepEqual([answer.status, named(answer.body)], [200, before])
      assert.equal(await linesOf(app, owner), 1)
    })
  }

  it('A15: refuses a body of null, which is no object', async () => {
    const { put } = await withMira()
    const { status, body } = await put('null')
    assert.deepEqual([status, body.issues[0].type, body.issues[0].path], [400, 'object', []])
  })

  it('A16: replaces the metadata as a whole', async () => {
    const { put } = await withMira()
    const answer = await put({ metadata: { size: 'L', tags: [] } })
    assert.deepEqual(answer.body.metadata, { size: 'L', tags: [] })
  })

  for (const [what, metadata] of [
    ['a list', []],
    ['an object inside', { a: { b: 1 } }],
    ['a list of lists', { a: [[1]] }],
    ['a list of objects', { a: [{}] }],
    ['text', 'x'],
  ] as const) {
    it(`A16: refuses ${what} as metadata and keeps the old`, async () => {
      const { put, owner, path } = await withMira()
      const answer = await put({ fullName: 'Else', metadata })
      assert.deepEqual([answer.status, answer.body.error], [400, 'validation_error'])
      const kept = await owner.get(path)
      assert.deepEqual(named(kept.body), { ...before, primarySyncSource: null })
    })
  }

  it('A17: resets emailVerified when the address changes', async () => {
    const { put } = await withMira()
    const answer = await put({ email: 'new@shop.example' })
    assert.deepEqual(named(answer.body), {
      ...before,
      ...changed,
      email: 'new@shop.example',
      emailVerified: false,
    })
  })

  it('A17: resets phoneVerified when the number changes', async () => {
    const { put } = await withMira()
    const answer = await put({ phone: '+14155552672' })
    assert.deepEqual(named(answer.body), {
      ...before,
      ...changed,
      phone: '+14155552672',
      phoneVerified: false,
    })
  })

  it('A17: keeps both verified when address and number are the same in other words', async () => {
    const { put } = await withMira()
    const answer = await put({ email: 'MIRA@shop.example', phone: '(415) 555-2671' })
    assert.deepEqual(named(answer.body), { ...before, ...changed, email: 'MIRA@shop.example' })
  })

  it('A18, A33: ignores unknown members, figures and what the server owns', async () => {
    const { owner, put } = await withMira()
    const answer = await put({
      id: '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71',
      archived: true,
      emailVerified: false,
      ltv: '5',
      activityRank: 5,
      lastGeoCity: 'Oakland',
      primaryExternalId: 'x',
      createdBy: 'me',
      nonsense: 1,
    })
    assert.deepEqual([answer.status, named(answer.body)], [200, before])
    assert.equal(await linesOf(app, owner), 1)
  })

  it('A2: takes externalId at every path', async () => {
    const { owner, id } = await withMira()
    for (const base of ['/api/v1', '/api', '']) {
      const answer = await owner.put(`${base}/consumers/${id}`, { externalId: `crm${base}` })
      assert.deepEqual([answer.status, answer.body.primaryExternalId], [200, `crm${base}`])
      assert.equal(answer.body.externalId, base === '/api/v1' ? 'crm/api/v1' : undefined)
    }
  })

  it('A3: opts out of marketing e-mail and in again', async () => {
    const { put } = await withMira()
    assert.equal((await put({ marketingEmailOptOut: true })).body.marketingEmailOptOut, true)
    assert.equal((await put({ marketingEmailOptOut: false })).body.marketingEmailOptOut, false)
  })

  it('A7: keeps the old address when the new one is another’s', async () => {
    const { owner, put, path } = await withMira()
    await owner.post('/api/consumers', { email: 'taken@shop.example' })
    const answer = await put({ email: 'TAKEN@shop.example', fullName: 'Else' })
    assert.deepEqual([answer.status, answer.body], [400, refusal(taken('email', 'Email already exists'))])
    const kept = await owner.get(path)
    assert.deepEqual(named(kept.body), { ...before, primarySyncSource: null })
    assert.equal(await linesOf(app, owner), 2)
  })

  it('A13, A20: answers 404 for an unknown consumer and for an archived one', async () => {
    const { owner, put, path } = await withMira()
    await owner.delete(path)
    const unknown = await owner.put('/api/consumers/cons_01H', { fullName: 'Else' })
    for (const answer of [await put({ fullName: 'Else' }), await put({}), unknown])
      assert.deepEqual([answer.status, answer.body], [404, { error: 'Consumer not found' }])
    assert.equal((await owner.get(path)).body.fullName, 'Mira Okafor')
  })

  it('A31: names the key that changed it', async () => {
    const { put } = await withMira()
    const { body } = await put({ fullName: 'Else' })
    assert.equal(body.updatedBy, body.createdBy)
    assert.ok(Date.parse(body.updatedAt) >= Date.parse(body.createdAt))
  })

  for (const member of ['smsOptOut', 'marketingEmailOptOut', 'status']) {
    it(`refuses null for ${member}`, async () => {
      const { put } = await withMira()
      const body = { [member]: null }
      const expected = member === 'status' ? '("ACTIVE" | "INACTIVE")' : 'boolean'
      const answer = await put(body)
      assert.equal(answer.status, 400)
      assert.deepEqual(
        answer.body,
        refusal({
          kind: 'schema',
          type: member === 'status' ? 'picklist' : 'boolean',
          expected,
          received: 'null',
          message: `Invalid type: Expected ${expected} but received null`,
          path: at(member, body),
        }),
      )
    })
  }
})
