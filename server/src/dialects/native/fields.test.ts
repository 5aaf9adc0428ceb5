import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'

const app = await testApp()
const id = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/

const patch = (body: unknown, headers: Record<string, string> = {}) => ({ method: 'PATCH', body, headers })

describe('fields', () => {
  it('are of free text unless they are told otherwise', async () => {
    const owner = await app.anOwner()
    const created = await owner.post('/v1/fields', { kind: 'custom', name: ' shoe_size ' })
    assert.equal(created.status, 201)
    assert.match(created.body.id, id)
    assert.equal(created.headers.get('location'), `/v1/fields/${created.body.id}`)
    assert.match(created.body.created_at, /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/)
    assert.match(created.body.created_by, id)
    const { id: _id, created_at, created_by, ...rest } = created.body
    assert.deepEqual(rest, {
      kind: 'custom',
      scope: 'loyalty_registration',
      name: 'shoe_size',
      label: 'shoe_size',
      type: 'text',
      datatype: 'String',
      default_value: null,
      phase: 0,
      position: 0,
      rule: null,
      regex: null,
      error: null,
      options: [],
      mandatory: false,
      disabled: false,
    })
    const extended = await owner.post('/v1/fields', { kind: 'extended', name: 'dob', datatype: 'DATETIME' })
    assert.deepEqual([extended.body.scope, extended.body.datatype], ['customer', 'DATETIME'])
    assert.deepEqual((await owner.get(`/v1/fields/${created.body.id}`)).body, created.body)
  })

  it('have names of their own within kind and scope, of extended fields in any case', async () => {
    const owner = await app.anOwner()
    const statuses: number[] = []
    for (const body of [
      { kind: 'custom', name: 'a' },
      { kind: 'custom', name: 'A' },
      { kind: 'custom', name: 'a', scope: 'customer_feedback' },
      { kind: 'extended', name: 'a' },
      { kind: 'custom', name: 'a', label: 'another' },
      { kind: 'extended', name: 'A' },
    ])
      statuses.push((await owner.post('/v1/fields', body)).status)
    assert.deepEqual(statuses, [201, 201, 201, 201, 409, 409])
    const { body } = await owner.post('/v1/fields', { kind: 'custom', name: 'a' })
    assert.equal(body.type, 'urn:clientele:problem:exists')
    assert.deepEqual(
      body.errors.map(({ pointer }: { pointer: string }) => pointer),
      ['/name'],
    )
    // Somebody else's names are free.
    assert.equal((await (await app.anOwner()).post('/v1/fields', { kind: 'custom', name: 'a' })).status, 201)
  })

  it('are listed newest first, by kind and scope, page by page', async () => {
    const owner = await app.anOwner()
    for (const name of ['one', 'two', 'three']) await owner.post('/v1/fields', { kind: 'custom', name })
    await owner.post('/v1/fields', { kind: 'custom', name: 'four', scope: 'customer_preferences' })
    await owner.post('/v1/fields', { kind: 'extended', name: 'five' })
    const names = async (query: string) => {
      const { body } = await owner.get(`/v1/fields${query}`)
      return body.data.map(({ name }: { name: string }) => name)
    }
    assert.deepEqual(await names(''), ['five', 'four', 'three', 'two', 'one'])
    assert.deepEqual(await names('?kind=extended'), ['five'])
    assert.deepEqual(await names('?scope=loyalty_registration'), ['three', 'two', 'one'])
    const { body } = await owner.get('/v1/fields?kind=custom&limit=2')
    assert.equal(body.has_more, true)
    assert.deepEqual(await names(`?kind=custom&limit=2&after=${body.next}`), ['two', 'one'])
    assert.equal((await owner.get(`/v1/fields?kind=extended&after=${body.next}`)).status, 400)
  })

  it('keep what a change leaves out, and never change their name or data type', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/v1/fields', {
      kind: 'extended',
      name: 'Gender',
      datatype: 'STANDARD_ENUM',
      options: ['Male', 'Female'],
      regex: '^[A-Z]',
    })
    const path = `/v1/fields/${body.id}`
    const changed = await owner.send(path, patch({ disabled: true, regex: null, options: ['Other'] }))
    assert.deepEqual(
      [changed.status, changed.body],
      [200, { ...body, disabled: true, regex: null, options: ['Other'] }],
    )
    for (const wrong of [
      { name: 'x' },
      { datatype: 'STRING' },
      { kind: 'custom' },
      { options: [] },
      { label: null },
    ])
      assert.equal((await owner.send(path, patch(wrong))).status, 400, JSON.stringify(wrong))
    assert.deepEqual((await owner.get(path)).body, changed.body)
  })

  const wrong: [object, string][] = [
    [{ kind: 'custom', name: 'x'.repeat(21) }, '/name'],
    [{ kind: 'custom', name: '__proto__' }, '/name'],
    [{ kind: 'custom', name: 'a\nb' }, '/name'],
    [{ kind: 'custom', name: ' ' }, '/name'],
    [{ kind: 'custom', name: 'f', datatype: 'STRING' }, '/datatype'],
    [{ kind: 'extended', name: 'f', datatype: 'String' }, '/datatype'],
    [{ kind: 'extended', name: 'f', datatype: 'CUSTOM_ENUM' }, '/options'],
    [{ kind: 'custom', name: 'f', regex: '(?=a)' }, '/regex'],
    [{ kind: 'custom', name: 'f', regex: '.{600}x{600}' }, '/regex'],
    [{ kind: 'custom', name: 'f', options: ['a', 'a'] }, '/options'],
    [{ kind: 'custom', name: 'f', colour: 'red' }, '/colour'],
    [{ kind: 'other', name: 'f' }, '/kind'],
    [[], ''],
  ]
  for (const [body, pointer] of wrong)
    it(`are not defined by ${JSON.stringify(body).slice(0, 60)}`, async () => {
      const owner = await app.anOwner()
      const refused = await owner.post('/v1/fields', body)
      assert.equal(refused.status, 400)
      assert.equal(refused.body.errors[0].pointer, pointer)
      assert.deepEqual((await owner.get('/v1/fields')).body.data, [])
    })

  it('are defined once for an idempotency key, and answered shortly where that is preferred', async () => {
    const owner = await app.anOwner()
    const once = { 'idempotency-key': 'k' }
    const body = { kind: 'custom', name: 'f' }
    const first = await owner.post('/v1/fields', body, once)
    const again = await owner.post('/v1/fields', body, once)
    assert.deepEqual([again.status, again.body], [201, first.body])
    assert.equal((await owner.post('/v1/fields', { ...body, label: 'x' }, once)).status, 409)
    const minimal = { prefer: 'return=minimal' }
    const brief = await owner.post('/v1/fields', { kind: 'custom', name: 'g' }, minimal)
    assert.deepEqual([brief.status, brief.body], [201, ''])
    const done = await owner.send(brief.headers.get('location') ?? '', patch({ disabled: true }, minimal))
    assert.deepEqual(
      [done.status, done.body, done.headers.get('preference-applied')],
      [204, '', 'return=minimal'],
    )
  })

  it('are a thousand at most', async () => {
    const owner = await app.anOwner()
    await app.services.db.query(
      `insert into field_definitions (organization_id, id, kind, scope, name, label, type, datatype, phase, position,
         options, mandatory, disabled, created_by)
       select $1::text::uuid, gen_random_uuid(), 'custom', 'other', 'f' || n, '', 'text', 'String', 0, 0, '[]', false, false, ''
       from generate_series(1, 1000) n`,
      [owner.organizationId],
    )
    const { status, body } = await owner.post('/v1/fields', { kind: 'custom', name: 'one more' })
    assert.deepEqual([status, body.type], [400, 'urn:clientele:problem:invalid'])
  })

  it('that are not the organization’s are missing', async () => {
    const { body } = await (await app.anOwner()).post('/v1/fields', { kind: 'custom', name: 'f' })
    const other = await app.anOwner()
    for (const path of [`/v1/fields/${body.id}`, '/v1/fields/none']) {
      assert.equal((await other.get(path)).status, 404)
      assert.equal((await other.send(path, patch({ disabled: true }))).status, 404)
    }
  })
})
