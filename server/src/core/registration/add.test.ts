import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { aField, aSetup, aTill, doneIn, proposed, rulesIn } from '../../../test/registration.ts'
import { archiveCustomer } from '../customers/archive.ts'
import { createCustomer } from '../customers/create.ts'
import { getCustomer } from '../customers/get.ts'
import { addRegistered } from './add.ts'

const { db, aContext } = await testDatabase()
const setup = aSetup()

const countOf = async (organizationId: string) =>
  (await db.query('select from customers where organization_id = $1::text::uuid', [organizationId])).length

describe('registering somebody new', () => {
  it('keeps all that is told of them, in loyalty unless told otherwise', async () => {
    const ctx = await aContext()
    const withFields = aSetup({}, { customFields: new Map([['size', aField({ name: 'size' })]]) })
    const said = proposed({
      phone: '447911000101',
      email: ' Asha@add.example',
      external_id: 'E-1',
      changes: { first_name: 'Asha', last_name: 'Verne' },
      customFields: [
        { name: 'size', value: '6' },
        { name: 'nothing', value: 'x' },
      ],
      subscriptions: [{ channel: 'sms', priority: 'BULK', scope: 'all', isSubscribed: '0' }],
      registeredAt: '2024-02-01T10:00:00.000Z',
      updatedAt: '2024-05-02T08:15:00.000Z',
      registeredTill: await aTill(ctx, 'leeds.till01'),
      associatedTill: await aTill(ctx, 'leeds.till02'),
      attributedTill: 'leeds.till03',
      source: 'INSTORE',
      account: 'A-1',
      fraudStatus: 'marked',
    })
    const { customer, created, notices, awarded } = doneIn(await addRegistered(ctx, withFields, [said]))
    assert.deepEqual([created, notices, awarded], [true, [{ kind: 'custom_field_invalid' }], null])
    assert.deepEqual(customer, await getCustomer(ctx, customer.id))
    const told = Object.entries(customer).filter(([name, value]) => value !== null && !/^created_/.test(name))
    const { id, number, organization_id, ...rest } = Object.fromEntries(told)
    assert.deepEqual(Object.fromEntries(Object.entries(rest).filter(([, value]) => value && value !== '0')), {
      version: 1,
      phone: '+447911000101',
      phone_e164: '+447911000101',
      email: 'Asha@add.example',
      external_id: 'E-1',
      full_name: 'Asha Verne',
      first_name: 'Asha',
      last_name: 'Verne',
      status: 'ACTIVE',
      custom_fields: { size: '6' },
      registered_at: '2024-02-01T10:00:00.000Z',
      updated_at: '2024-05-02T08:15:00.000Z',
      registered_till: 'leeds.till01',
      associated_till: 'leeds.till02',
      registered_source: 'instore',
      registered_account: 'A-1',
      fraud_status: 'MARKED',
      loyalty_type: 'LOYALTY',
    })
    assert.equal(customer.sms_promotional_consent, false)
  })

  it('at a till that is not named is at the till that speaks', async () => {
    const ctx = await aContext()
    const said = { phone: '447911000101', attributedTill: 'leeds.till03' }
    const { customer } = doneIn(await addRegistered(ctx, setup, [proposed(said)]))
    assert.deepEqual([customer.registered_till, customer.associated_till], ['leeds.till03', null])
    const unknown = { phone: '447911000102', registeredTill: 'nowhere', attributedTill: 'leeds.till03' }
    const { customer: other, notices } = doneIn(await addRegistered(ctx, setup, [proposed(unknown)]))
    assert.deepEqual([other.registered_till, notices], [null, [{ kind: 'registered_till_unknown' }]])
  })

  it('needs an identifier that can be one, and all that are sent must be', async () => {
    const ctx = await aContext()
    const strict = aSetup({ external_id_pattern: '^E-\\d+$' })
    const items = [
      proposed({ changes: { first_name: 'Asha' } }),
      proposed({ phone: '12', email: 'no address', external_id: 'X' }),
      proposed({ phone: '12', email: 'a@add.example' }),
      proposed({ phone: '447911000101', email: 'no address' }),
      proposed({ phone: '447911000101', external_id: 'X' }),
      proposed({ external_id: 'E-1'.padEnd(251, '1') }),
      proposed({ number: '77' }),
    ]
    assert.deepEqual(rulesIn(await addRegistered(ctx, strict, items)), [
      'no_usable_identifier',
      'no_usable_identifier',
      'identifier_invalid phone',
      'identifier_invalid email',
      'identifier_invalid external_id',
      'no_usable_identifier',
      'missing',
    ])
    assert.equal(await countOf(ctx.organizationId), 0)
  })

  it('needs what the organization requires, of everybody and of those in loyalty', async () => {
    const ctx = await aContext()
    const strict = aSetup({ required: ['phone'], enrolment_requires: ['email'] })
    const items = [
      proposed({ email: 'a@add.example' }),
      proposed({ phone: '447911000101' }),
      proposed({ phone: '447911000102', type: 'NON_LOYALTY' }),
      proposed({ phone: '447911000103', email: 'b@add.example' }),
    ]
    assert.deepEqual(rulesIn(await addRegistered(ctx, strict, items)), [
      'identifier_required phone',
      'enrolment_requires email',
      null,
      null,
    ])
  })

  it('outside of loyalty needs an e-mail or a phone', async () => {
    const ctx = await aContext()
    const items = ['NON_LOYALTY', 'NOT_INTERESTED', 'LOYALTY', 'GOLD'].map((type, n) =>
      proposed({ external_id: `E-${n}`, type }),
    )
    assert.deepEqual(rulesIn(await addRegistered(ctx, setup, items)), [
      'contact_required',
      'contact_required',
      null,
      'loyalty_type_unknown',
    ])
  })

  it('is refused for a time too early or to come', async () => {
    const ctx = await aContext()
    const limited = aSetup({ min_registered_at: '2020-01-01T00:00:00.000Z' })
    const items = ['2019-12-31T23:59:59.999Z', '2999-01-01T00:00:00.000Z', '2020-01-01T00:00:00.000Z'].map(
      (registeredAt, n) => proposed({ external_id: `E-${n}`, registeredAt }),
    )
    assert.deepEqual(rulesIn(await addRegistered(ctx, limited, items)), [
      'registered_at_out_of_range',
      'registered_at_out_of_range',
      null,
    ])
  })
})

describe('registering somebody who is known', () => {
  it('is an update, whichever identifier is known', async () => {
    const ctx = await aContext()
    const { id } = await createCustomer(ctx, { phone: '+447911000101', registered_till: 'old' })
    const said = { phone: '447911000101', email: 'a@add.example', changes: { first_name: 'Asha' } }
    const first = doneIn(await addRegistered(ctx, setup, [proposed({ ...said, attributedTill: 'new' })]))
    assert.deepEqual([first.customer.id, first.created, first.customer.email], [id, false, 'a@add.example'])
    const byEmail = { email: 'a@add.example', external_id: 'E-1', updatedAt: '2020-01-01T00:00:00.000Z' }
    const second = doneIn(await addRegistered(ctx, setup, [proposed(byEmail)]))
    assert.deepEqual([second.customer.id, second.customer.external_id], [id, 'E-1'])
    assert.notEqual(second.customer.updated_at, byEmail.updatedAt)
    assert.equal(second.customer.registered_till, 'old')
    assert.equal(await countOf(ctx.organizationId), 1)
  })

  it('makes somebody new of an archived one', async () => {
    const ctx = await aContext()
    const { id } = await createCustomer(ctx, { phone: '+447911000101' })
    await archiveCustomer(ctx, id)
    const { customer, created } = doneIn(
      await addRegistered(ctx, setup, [proposed({ phone: '447911000101' })]),
    )
    assert.deepEqual([created, customer.id === id], [true, false])
  })

  it('makes one customer of all who register the same at once, in one call and in many', async () => {
    const ctx = await aContext()
    const said = (n: number) =>
      proposed({ phone: '447911000101', email: 'a@add.example', changes: { metadata: { [`n${n}`]: n } } })
    const calls = Array.from({ length: 16 }, (_, n) =>
      addRegistered(ctx, setup, [said(2 * n), said(2 * n + 1)]),
    )
    const settled = (await Promise.all(calls)).flat()
    assert.ok(settled.every(({ status }) => status === 'fulfilled'))
    const made = settled.filter((one) => one.status === 'fulfilled' && one.value.created)
    assert.equal(made.length, 1)
    assert.equal(await countOf(ctx.organizationId), 1)
    const [one] = settled
    const { metadata, version } = await getCustomer(
      ctx,
      one?.status === 'fulfilled' ? one.value.customer.id : '',
    )
    assert.deepEqual([Object.keys(metadata ?? {}).length, version], [32, 32])
  })
})
