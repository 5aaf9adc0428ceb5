import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, testApp } from '../../../test/app.ts'
import { patch } from '../../../test/keys.ts'
import { assertProblem, refusalOf } from '../../../test/problems.ts'
import { aTill } from '../../../test/tills.ts'
import { everywhere } from '../../core/access-groups/permission.ts'

const app = await testApp()
const { tillRing, tokens } = app.services

interface Shown {
  id: string
  name: string
  is_default: boolean
}
const groupsOf = async (owner: Client) => (await owner.get('/v1/access-groups')).body.data as Shown[]
const defaultsOf = async (owner: Client) =>
  (await groupsOf(owner)).filter(({ is_default }) => is_default).map(({ name }) => name)
const named = async (owner: Client, wanted: string) =>
  (await groupsOf(owner)).find(({ name }) => name === wanted)?.id

async function aGroup(owner: Client, body: object = {}) {
  return (
    await owner.post('/v1/access-groups', { name: 'franchise', permissions: { customer: 'READ' }, ...body })
  ).body
}

describe('an organization', () => {
  it('begins with two access groups, of which the one for everything is the default', async () => {
    const owner = await app.anOwner()
    const groups = (await owner.get('/v1/access-groups')).body.data
    assert.deepEqual(
      groups.map(({ id, created_at, ...rest }: { id: string; created_at: string }) => rest),
      [
        { name: 'read-only', permissions: everywhere('READ'), is_default: false },
        { name: 'full', permissions: everywhere('WRITE'), is_default: true },
      ].map((group) => ({
        ...group,
        built_in: true,
        active: true,
        created_by: 'setup',
        updated_at: null,
        updated_by: null,
      })),
    )
  })

  it('has one default at any time, whichever of many is named', async () => {
    const owner = await app.anOwner()
    const made = await aGroup(owner, { is_default: true })
    assert.deepEqual([made.is_default, await defaultsOf(owner)], [true, ['franchise']])
    const ids = (await groupsOf(owner)).map(({ id }) => id)
    const answers = await Promise.all(
      [...ids, ...ids].map((id) => patch(owner, `/v1/access-groups/${id}`, { is_default: true })),
    )
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
    assert.equal((await defaultsOf(owner)).length, 1)
  })
})

describe('permissions', () => {
  it('of a till are those of the group of its store, else of the default; a change counts within a second', async () => {
    const owner = await app.anOwner()
    const { id } = await aGroup(owner)
    const till = await aTill(app, owner)
    const permissions = async () => (await tillRing.find(till.username, till.password))?.permissions
    assert.deepEqual(await permissions(), everywhere('WRITE'))
    await patch(owner, `/v1/stores/${till.storeId}`, { access_group_id: id })
    await sleep(600)
    assert.deepEqual(await permissions(), { customer: 'READ' })
    await patch(owner, `/v1/access-groups/${id}`, { permissions: { points: 'WRITE' } })
    await sleep(600)
    assert.deepEqual(await permissions(), { points: 'WRITE' })
    await patch(owner, `/v1/stores/${till.storeId}`, { access_group_id: null })
    await patch(owner, `/v1/access-groups/${await named(owner, 'read-only')}`, { is_default: true })
    await sleep(600)
    assert.deepEqual(await permissions(), everywhere('READ'))
  })

  it('of a client are those of its own group, whatever that of its default till is', async () => {
    const owner = await app.anOwner()
    const { id } = await aGroup(owner)
    const till = await aTill(app, owner)
    const body = { name: 'web', access_group_id: id, default_till_id: till.id }
    const { key, secret } = (await owner.post('/v1/oauth-clients', body)).body
    const { accessToken = '' } = (await tokens.issue(key, secret)) ?? {}
    assert.deepEqual((await tokens.find(accessToken))?.permissions, { customer: 'READ' })
  })
})

describe('a group', () => {
  it('ends when nothing is set up with it, and then nothing can be', async () => {
    const owner = await app.anOwner()
    const { id } = await aGroup(owner)
    const end = () => patch(owner, `/v1/access-groups/${id}`, { active: false })
    const refused = async () => {
      const answer = await end()
      assertProblem(answer, 409, 'refused')
      assert.deepEqual(
        [answer.body.rule, answer.body.errors],
        ['in_use', [{ pointer: '/active', detail: 'in_use' }]],
      )
    }
    const store = (await owner.post('/v1/stores', { code: 'leeds', access_group_id: id })).body
    await refused()
    await patch(owner, `/v1/stores/${store.id}`, { access_group_id: null })
    const client = (await owner.post('/v1/oauth-clients', { name: 'web', access_group_id: id })).body
    await refused()
    await patch(owner, `/v1/oauth-clients/${client.id}`, { access_group_id: null })
    await patch(owner, `/v1/access-groups/${id}`, { is_default: true })
    await refused()
    await patch(owner, `/v1/access-groups/${await named(owner, 'full')}`, { is_default: true })
    const ended = await end()
    assert.deepEqual([ended.status, ended.body.active], [200, false])
    assert.deepEqual(refusalOf(await owner.post('/v1/stores', { code: 'york', access_group_id: id })), [
      400,
      '/access_group_id',
    ])
    assert.equal((await patch(owner, `/v1/access-groups/${id}`, { is_default: true })).status, 409)
  })

  it('that is built in can become the default, and nothing else', async () => {
    const owner = await app.anOwner()
    const id = await named(owner, 'read-only')
    for (const body of [{ name: 'x' }, { permissions: {} }, { active: false }]) {
      const answer = await patch(owner, `/v1/access-groups/${id}`, body)
      assertProblem(answer, 409, 'refused')
      assert.equal(answer.body.rule, 'built_in')
    }
    assert.equal((await patch(owner, `/v1/access-groups/${id}`, { is_default: true })).status, 200)
  })

  it('is refused with a name that is in use, and with what is unknown', async () => {
    const owner = await app.anOwner()
    await aGroup(owner)
    const fine = { name: 'another', permissions: {} }
    assertProblem(await owner.post('/v1/access-groups', { ...fine, name: 'full' }), 409, 'exists')
    const cases: [object, string][] = [
      [{ name: 'x' }, '/permissions'],
      [{ ...fine, permissions: { wardrobe: 'READ' } }, '/permissions/wardrobe'],
      [{ ...fine, permissions: { customer: 'read' } }, '/permissions/customer'],
      [{ ...fine, is_default: false }, '/is_default'],
      [{ ...fine, built_in: true }, '/built_in'],
    ]
    for (const [body, pointer] of cases)
      assert.deepEqual(
        refusalOf(await owner.post('/v1/access-groups', body)),
        [400, pointer],
        JSON.stringify(body),
      )
    assert.equal((await groupsOf(owner)).length, 3)
  })
})
