import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { ask, refuses } from '../../../test/identity-requests.ts'
import { ruleIn } from '../../../test/registration.ts'
import { createCustomer } from '../customers/create.ts'
import { getCustomer } from '../customers/get.ts'
import type { Asked } from './add.ts'
import { rejectIdentityRequest } from './decide.ts'
import { getIdentityRequest, listIdentityRequests } from './list.ts'

const { aContext } = await testDatabase()

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

  it('to take the phone of such a one is refused', async () => {
    const ctx = await aContext()
    const { id } = await createCustomer(ctx, {})
    for (const [i, fraud_status] of (['CONFIRMED', 'RECONFIRMED', 'INTERNAL'] as const).entries()) {
      const phone = `+44791100010${i}`
      await createCustomer(ctx, { phone, fraud_status })
      await refuses(ask(ctx, 'phone_reallocation', id, { newValue: phone }), 'fraud phone')
    }
    await createCustomer(ctx, { phone: '+447911000109', fraud_status: 'MARKED' })
    await ask(ctx, 'phone_reallocation', id, { newValue: '447911000109' })
  })
})
