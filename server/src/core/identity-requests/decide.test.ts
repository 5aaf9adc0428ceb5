import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { ask, asked, refuses } from '../../../test/identity-requests.ts'
import { aSetup } from '../../../test/registration.ts'
import { sideBySide } from '../../../test/side-by-side.ts'
import { createCustomer } from '../customers/create.ts'
import { getCustomer } from '../customers/get.ts'
import { updateCustomer } from '../customers/update.ts'
import type { RegistrationRules } from '../registration-rules/rules.ts'
import { type Asked, addIdentityRequest } from './add.ts'
import { approveIdentityRequest, rejectIdentityRequest } from './decide.ts'
import { type RequestKind, requestKinds } from './identity-request.ts'
import { getIdentityRequest } from './list.ts'

const { at, aContext } = await testDatabase()
const { onlyPostgres, waits } = sideBySide(at)

const approvesAll = Object.fromEntries(
  requestKinds.map((kind) => [kind, true]),
) as RegistrationRules['approves']

describe('approval', () => {
  it('gives the customer the new value, through the ordinary write path', async () => {
    const ctx = await aContext()
    const { id } = await createCustomer(ctx, { email: 'old@ask.example', email_verified: true })
    const values = { phone: '447911000101', email: 'new@ask.example', external_id: 'E-1' } as const
    for (const kind of ['phone', 'email', 'external_id'] as const) {
      const { request } = await ask(ctx, kind, id, { newValue: values[kind] })
      const decided = await approveIdentityRequest({ ...ctx, actor: 'approver' }, request.number)
      assert.deepEqual([decided.request.status, decided.request.decided_by], ['APPROVED', 'approver'])
      assert.notEqual(decided.request.decided_at, null)
      await refuses(approveIdentityRequest(ctx, request.number), 'request_decided')
      await refuses(rejectIdentityRequest(ctx, request.number), 'request_decided')
    }
    const { phone, email, external_id, email_verified, version } = await getCustomer(ctx, id)
    assert.deepEqual(
      { phone, email, external_id, email_verified, version },
      {
        phone: '+447911000101',
        email: 'new@ask.example',
        external_id: 'E-1',
        email_verified: false,
        version: 4,
      },
    )
  })

  it('takes a phone from whoever holds it by then', async () => {
    const ctx = await aContext()
    const [holder, next] = [
      await createCustomer(ctx, { phone: '+447911000101' }),
      await createCustomer(ctx, {}),
    ]
    const { id } = await createCustomer(ctx, { phone: '+447911000102' })
    const { request } = await ask(ctx, 'phone_reallocation', id, { newValue: '447911000101' })
    assert.equal(request.target_id, holder.id)
    await updateCustomer(ctx, holder.id, { phone: null })
    await updateCustomer(ctx, next.id, { phone: '+447911000101' })
    const { customer } = await approveIdentityRequest(ctx, request.number)
    assert.deepEqual([customer.id, customer.phone], [id, '+447911000101'])
    assert.equal((await getCustomer(ctx, next.id)).phone, null)
  })

  it('takes no phone from somebody whom the fraud desk has found guilty by then', async () => {
    const ctx = await aContext()
    const holder = await createCustomer(ctx, { phone: '+447911000101' })
    const { id } = await createCustomer(ctx, {})
    const { request } = await ask(ctx, 'phone_reallocation', id, { newValue: '447911000101' })
    await updateCustomer(ctx, holder.id, { fraud_status: 'CONFIRMED' })
    await refuses(approveIdentityRequest(ctx, request.number), 'fraud phone')
    assert.equal((await getIdentityRequest(ctx, request.number)).status, 'PENDING')
    assert.equal((await getCustomer(ctx, holder.id)).phone, '+447911000101')
    await updateCustomer(ctx, holder.id, { fraud_status: 'NOT_FRAUD' })
    const { customer } = await approveIdentityRequest(ctx, request.number)
    assert.equal(customer.phone, '+447911000101')
  })

  it('takes from nobody a phone that they got meanwhile', onlyPostgres, async () => {
    const ctx = await aContext()
    const holder = await createCustomer(ctx, { phone: '+447911000101' })
    const { id } = await createCustomer(ctx, {})
    const { request } = await ask(ctx, 'phone_reallocation', id, { newValue: '447911000101' })
    const { customer } = await waits(
      (tx) => updateCustomer({ ...ctx, db: tx }, holder.id, { phone: '+447911000102' }),
      () => approveIdentityRequest(ctx, request.number),
    )
    assert.equal(customer.phone, '+447911000101')
    assert.equal((await getCustomer(ctx, holder.id)).phone, '+447911000102')
  })

  it('makes the customer part of the target', async () => {
    const ctx = await aContext()
    const [victim, survivor] = [
      await createCustomer(ctx, { email: 'a@ask.example' }),
      await createCustomer(ctx, {}),
    ]
    const { request } = await ask(ctx, 'merge', victim.id, { targetId: survivor.id })
    const { customer } = await approveIdentityRequest(ctx, request.number)
    assert.deepEqual([customer.id, customer.merged_into], [victim.id, survivor.id])
    assert.equal((await getCustomer(ctx, survivor.id)).email, 'a@ask.example')
  })

  it('changes the address, or its first line where it is text', async () => {
    const ctx = await aContext()
    const { id } = await createCustomer(ctx, { street_line1: 'Old 1', city: 'Leeds' })
    const { request } = await ask(ctx, 'address', id, { newValue: { street_line1: 'New 2', country: 'GBR' } })
    assert.partialDeepStrictEqual(request.old_value, { street_line1: 'Old 1', city: 'Leeds' })
    await approveIdentityRequest(ctx, request.number)
    await ask(ctx, 'address', id, { newValue: 'Newer 3' }, true)
    const { street_line1, city, country } = await getCustomer(ctx, id)
    assert.deepEqual([street_line1, city, country], ['Newer 3', 'Leeds', 'GBR'])
  })

  it('that cannot be carried out leaves all as it is, and the request waiting', async () => {
    const ctx = await aContext()
    const { id } = await createCustomer(ctx, {})
    const { request } = await ask(ctx, 'email', id, { newValue: 'wanted@ask.example' })
    await createCustomer(ctx, { email: 'wanted@ask.example' })
    await refuses(approveIdentityRequest(ctx, request.number), 'taken')
    const moved = await ask(ctx, 'external_id', id, { newValue: 'E-1' })
    await updateCustomer(ctx, id, { external_id: 'E-0' })
    await refuses(approveIdentityRequest(ctx, moved.request.number), 'old_value_differs external_id')
    assert.equal((await getIdentityRequest(ctx, request.number)).status, 'PENDING')
    assert.equal((await getIdentityRequest(ctx, moved.request.number)).status, 'PENDING')
    assert.equal((await getCustomer(ctx, id)).version, 2)
  })

  it('happens at once where the rules or the caller ask for it, of every kind', async () => {
    const ctx = await aContext()
    const target = await createCustomer(ctx, { phone: '+447911000109' })
    const { id } = await createCustomer(ctx, {})
    const said: Record<RequestKind, Partial<Asked>> = {
      phone: { newValue: '447911000101' },
      email: { newValue: 'a@ask.example' },
      external_id: { newValue: 'E-1' },
      phone_reallocation: { newValue: '447911000109' },
      address: { newValue: 'Street 1' },
      merge: { targetId: target.id },
    }
    for (const kind of Object.keys(said) as RequestKind[]) {
      const asking = asked(kind, id, said[kind])
      const { request, refused } = await addIdentityRequest(ctx, aSetup({ approves: approvesAll }), asking)
      assert.deepEqual([request.status, refused], ['APPROVED', null], kind)
    }
    const { phone, email, external_id, street_line1 } = await getCustomer(ctx, target.id)
    assert.deepEqual(
      [phone, email, external_id, street_line1],
      ['+447911000109', 'a@ask.example', 'E-1', 'Street 1'],
    )
  })

  it('is made once, of as many as approve and reject at once', async () => {
    const ctx = await aContext()
    const { id } = await createCustomer(ctx, {})
    const { request } = await ask(ctx, 'email', id, { newValue: 'a@ask.example' })
    const decisions = [
      approveIdentityRequest,
      rejectIdentityRequest,
      approveIdentityRequest,
      rejectIdentityRequest,
    ]
    const settled = await Promise.allSettled(decisions.map((decide) => decide(ctx, request.number)))
    assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1)
    const { status } = await getIdentityRequest(ctx, request.number)
    assert.equal((await getCustomer(ctx, id)).email, status === 'APPROVED' ? 'a@ask.example' : null)
  })
})
