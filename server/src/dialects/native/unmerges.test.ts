import assert from 'node:assert/strict'
import { it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { aPair, has, merge, read, unmerge } from '../../../test/merging.ts'

const app = await testApp()

it('gives the victim its identifiers back, and names who holds one by now', async () => {
  const { owner, survivor, victim } = await aPair(app)
  await merge(owner, survivor, victim)
  const { status, headers, body } = await unmerge(owner, victim, {}, { 'if-match': '"2"' })
  assert.deepEqual([status, body.id, body.external_id, body.merged_into], [200, victim, 'V-1', null])
  assert.equal(headers.get('unmerged-from'), survivor)
  assert.equal((await owner.get(`/v1/customers/${victim}`)).headers.get('merged-into'), null)

  await merge(owner, survivor, victim)
  await owner.send(`/v1/customers/${survivor}`, { method: 'PATCH', body: { external_id: null } })
  const thief = await has(owner, { external_id: 'V-1' })
  const unclear = await unmerge(owner, victim)
  assert.deepEqual(
    [unclear.status, unclear.body.rule, unclear.body.errors],
    [409, 'changed_since', [{ pointer: '/external_id', detail: 'changed_since' }]],
  )
  const taken = await unmerge(owner, victim, { keep: ['external_id'] })
  assert.equal(taken.body.type, 'urn:clientele:problem:taken')
  assert.deepEqual(taken.body.errors, [
    { pointer: '/external_id', detail: 'held by another customer', holder: thief },
  ])
  await owner.delete(`/v1/customers/${thief}`)
  assert.equal((await unmerge(owner, victim, { keep: ['external_id'] })).status, 200)
  assert.equal((await read(owner, survivor)).external_id, null)
})

it('keeps what was written to the survivor since, and takes only the share of the victim from figures', async () => {
  const { owner, survivor, victim } = await aPair(app)
  await merge(owner, survivor, victim)
  const since = { total_orders: 4, ltv: '20.50', language: 'en', email: 'new@pair.example' }
  await owner.send(`/v1/customers/${survivor}`, { method: 'PATCH', body: since })
  assert.equal((await owner.send(`/v1/customers/${victim}/unmerge`, { method: 'POST' })).status, 200)
  const { total_orders, ltv, aov, language, email, phone } = await read(owner, survivor)
  assert.deepEqual(
    { total_orders, ltv, aov, language, email, phone },
    { total_orders: 2, ltv: '15.00', aov: '7.5', language: 'en', email: 'new@pair.example', phone: null },
  )
})

it('cannot take back a merge of a person who was erased', async () => {
  const { owner, survivor, victim } = await aPair(app)
  await merge(owner, survivor, victim)
  assert.equal((await owner.post(`/v1/customers/${victim}/erase`, {})).status, 200)
  const { status, body } = await unmerge(owner, victim)
  assert.deepEqual([status, body.rule], [409, 'not_merged'])
  assert.equal((await read(owner, victim)).email, null)
})
