import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { aSetup, ruleIn } from '../../../test/registration.ts'
import type { Context } from '../context.ts'
import { createCustomer } from '../customers/create.ts'
import { getCustomer } from '../customers/get.ts'
import { updateCustomer } from '../customers/update.ts'
import type { RegistrationRules } from '../registration-rules/rules.ts'
import { type Asked, addIdentityRequest } from './add.ts'
import { approveIdentityRequest, rejectIdentityRequest } from './decide.ts'
import { type RequestKind, requestKinds } from './identity-request.ts'
import { getIdentityRequest, listIdentityRequests } from './list.ts'

const { aContext } = await testDatabase()
const setup = aSetup()

const asked = (kind: RequestKind, customerId: string, said: Partial<Asked> = {}): Asked => ({
  kind,
  customerId,
  targetId: null,
  oldValue: null,
  newValue: null,
  reference: null,
  requestedAt: null,
  ...said,
})

const ask = (ctx: Context, kind: RequestKind, id: string, said: Partial<Asked> = {}, approve = false) =>
  addIdentityRequest(ctx, setup, asked(kind, id, said), approve)

const refuses = (work: Promise<unknown>, rule: string) =>
  assert.rejects(work, (error) => {
    assert.equal(ruleIn(error), rule)
    return true
  })

const approvesAll = Object.fromEntries(
  requestKinds.map((kind) => [kind, true]),
) as RegistrationRules['approves']

describe('a request', () => {
  it('waits, changes nothing, and is numbered by its organization', async () => {
    const [ctx, other] = [await aContext(), await aContext()]
    const { id } = await createCustomer(ctx, { email: 'old@ask.example' })
    const said = { newValue: ' New@ask.example', reference: 'R-1', requestedAt: '2024-02-01T10:00:00.000Z' }
    const { request, customer, refused } = await ask(ctx, 'email', id, said)
    const { created_at, id: requestId, ...told } = request
    assert.deepEqual([customer.id, refused], [id, null])
    assert.deepEqual(told, {
      organization_id: ctx.organizationId,
      number: 1,
      kind: 'email',
      status: 'PENDING',
      customer_id: id,
      target_id: null,
      old_value: 'old@ask.example',
      new_value: 'New@ask.example',
      reference: 'R-1',
      requested_at: '2024-02-01T10:00:00.000Z',
      created_by: 'test',
      decided_at: null,
      decided_by: null,
    })
    assert.equal((await getCustomer(ctx, id)).version, 1)
    assert.deepEqual(await getIdentityRequest(ctx, 1), request)
    assert.equal((await ask(ctx, 'phone', id, { newValue: '447911000101' })).request.number, 2)
    const stranger = await createCustomer(other, {})
    assert.equal((await ask(other, 'external_id', stranger.id, { newValue: 'E-1' })).request.number, 1)
  })

  it('is refused while another of its kind waits for the customer, however many ask at once', async () => {
    const ctx = await aContext()
    const [one, two] = [await createCustomer(ctx, {}), await createCustomer(ctx, {})]
    const settled = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => ask(ctx, 'email', one.id, { newValue: `n${n}@ask.example` })),
    )
    const refused = settled.flatMap((each) => (each.status === 'rejected' ? [ruleIn(each.reason)] : []))
    assert.deepEqual(refused, Array(7).fill('request_pending'))
    await ask(ctx, 'email', two.id, { newValue: 'two@ask.example' })
    const { request } = await ask(ctx, 'external_id', one.id, { newValue: 'E-1' })
    await rejectIdentityRequest(ctx, request.number)
    await ask(ctx, 'external_id', one.id, { newValue: 'E-2' })
  })

  it('is refused for values that cannot be, and for what is not so', async () => {
    const ctx = await aContext()
    const { id } = await createCustomer(ctx, { email: 'mine@ask.example', phone: '+447911000101' })
    await createCustomer(ctx, { email: 'taken@ask.example', external_id: 'E-1' })
    const email = (said: Partial<Asked>) => ask(ctx, 'email', id, said)
    await refuses(email({}), 'new_value_missing email')
    await refuses(email({ newValue: '' }), 'new_value_missing email')
    await refuses(email({ newValue: 'no address' }), 'identifier_invalid email')
    await refuses(email({ newValue: 'mine@ask.example' }), 'values_equal email')
    await refuses(
      email({ newValue: 'new@ask.example', oldValue: 'x@ask.example' }),
      'old_value_differs email',
    )
    await refuses(email({ newValue: 'TAKEN@ask.example' }), 'taken')
    await refuses(ask(ctx, 'external_id', id, { newValue: 'E-1' }), 'taken')
    await refuses(ask(ctx, 'phone', id, { newValue: '12' }), 'identifier_invalid phone')
    await refuses(ask(ctx, 'phone_reallocation', id, { newValue: '447911000101' }), 'values_equal phone')
    await refuses(ask(ctx, 'address', id), 'new_value_missing')
    await refuses(ask(ctx, 'address', id, { newValue: { country: 'England' } }), 'invalid')
    await refuses(ask(ctx, 'merge', id), 'target_missing')
    await refuses(ask(ctx, 'merge', id, { targetId: id }), 'same_customer')
    await refuses(
      ask(ctx, 'merge', id, { targetId: '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71' }),
      'target_missing',
    )
    await refuses(
      ask(ctx, 'email', '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71', { newValue: 'n@ask.example' }),
      'missing',
    )
    const later = { newValue: 'new@ask.example', requestedAt: '2999-01-01T00:00:00.000Z' }
    await refuses(email(later), 'registered_at_out_of_range')
    assert.deepEqual((await listIdentityRequests(ctx, {}, { size: 10 })).rows, [])
    const said = { newValue: '447911000102', oldValue: '447911000101' }
    assert.equal((await ask(ctx, 'phone', id, said)).request.old_value, '+447911000101')
  })

  it('for the phone of somebody whom the fraud desk found guilty is refused', async () => {
    const ctx = await aContext()
    const { id } = await createCustomer(ctx, { fraud_status: 'CONFIRMED' })
    await refuses(ask(ctx, 'phone', id, { newValue: '447911000101' }), 'fraud phone')
    await refuses(ask(ctx, 'phone_reallocation', id, { newValue: '447911000101' }), 'fraud phone')
    await ask(ctx, 'email', id, { newValue: 'a@ask.example' })
  })
})

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

  it('makes the customer part of the target', async () => {
    const ctx = await aContext()
    const [victim, survivor] = [
      await createCustomer(ctx, { email: 'a@ask.example' }),
      await createCustomer(ctx, {}),
    ]
    const { request } = await ask(ctx, 'merge', victim.id, { targetId: survivor.id })
    const { customer } = await approveIdentityRequest(ctx, request.number)
    assert.deepEqual([customer.id, customer.email], [survivor.id, 'a@ask.example'])
    assert.equal((await getCustomer(ctx, victim.id)).merged_into, survivor.id)
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

describe('the list of requests', () => {
  it('is newest first, by customer, status and kind, page by page', async () => {
    const ctx = await aContext()
    const [one, two] = [await createCustomer(ctx, {}), await createCustomer(ctx, {})]
    await ask(ctx, 'email', one.id, { newValue: 'one@ask.example' }, true)
    await ask(ctx, 'external_id', one.id, { newValue: 'E-1' })
    await ask(ctx, 'email', two.id, { newValue: 'two@ask.example' })
    const numbers = async (filter: Parameters<typeof listIdentityRequests>[1]) =>
      (await listIdentityRequests(ctx, filter, { size: 10 })).rows.map(({ number }) => number)
    assert.deepEqual(await numbers({}), [3, 2, 1])
    assert.deepEqual(await numbers({ customerId: one.id }), [2, 1])
    assert.deepEqual(await numbers({ customerId: one.id, status: 'PENDING' }), [2])
    assert.deepEqual(await numbers({ kind: 'email', status: 'APPROVED' }), [1])
    assert.deepEqual(await numbers({ customerId: 'nobody' }), [])
    const first = await listIdentityRequests(ctx, {}, { size: 2 })
    const after = first.endCursor ?? undefined
    const second = await listIdentityRequests(ctx, {}, { size: 2, after })
    assert.deepEqual([first.more, second.more, second.rows.map(({ number }) => number)], [true, false, [1]])
  })

  it('shows another organization nothing, which can decide nothing', async () => {
    const [ctx, other] = [await aContext(), await aContext()]
    const { id } = await createCustomer(ctx, {})
    const { request } = await ask(ctx, 'email', id, { newValue: 'a@ask.example' })
    assert.deepEqual((await listIdentityRequests(other, { customerId: id }, { size: 10 })).rows, [])
    for (const work of [getIdentityRequest, approveIdentityRequest, rejectIdentityRequest])
      await refuses(work(other, request.number), 'missing')
    await refuses(ask(other, 'email', id, { newValue: 'a@ask.example' }), 'missing')
    const stranger = await createCustomer(other, {})
    await refuses(ask(other, 'merge', stranger.id, { targetId: id }), 'target_missing')
    assert.equal((await getIdentityRequest(ctx, request.number)).status, 'PENDING')
  })
})
