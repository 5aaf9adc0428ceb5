import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { aSetup, doneIn, proposed, ruleIn, rulesIn } from '../../../test/registration.ts'
import { archiveCustomer } from '../customers/archive.ts'
import { createCustomer } from '../customers/create.ts'
import { getCustomer } from '../customers/get.ts'
import { mergeCustomers } from '../merges/merge.ts'
import { erasePerson } from '../privacy/erase.ts'
import { erasedListIn } from '../privacy/erased-list.ts'
import { updateRegistered } from './update.ts'

const { db, aContext } = await testDatabase()
const erased = erasedListIn(join(await mkdtemp(join(tmpdir(), 'clientele-erased-')), 'erased.ndjson'))
const setup = aSetup()

describe('whom an update is about', () => {
  it('is the customer with the number, else with the primary identifier, the phone, the e-mail, the external id', async () => {
    const ctx = await aContext()
    const [phone, email, external, numbered] = [
      await createCustomer(ctx, { phone: '+447911000101' }),
      await createCustomer(ctx, { email: 'a@whom.example' }),
      await createCustomer(ctx, { external_id: 'E-1' }),
      await createCustomer(ctx, {}),
    ]
    const all = { phone: '447911000101', email: 'A@whom.example ', external_id: 'E-1' }
    const whom = async (said: object, primary: 'phone' | 'email' | 'external_id') => {
      const changes = { first_name: 'Asha' }
      const rules = { primary, skip_secondary: true }
      return doneIn(await updateRegistered(ctx, aSetup(rules), [proposed({ ...said, changes })])).customer.id
    }
    assert.equal(await whom({ ...all, number: String(numbered.number) }, 'phone'), numbered.id)
    assert.equal(await whom(all, 'phone'), phone.id)
    assert.equal(await whom(all, 'email'), email.id)
    assert.equal(await whom(all, 'external_id'), external.id)
    assert.equal(await whom({ ...all, phone: '447911000999' }, 'phone'), email.id)
    assert.equal(await whom({ ...all, phone: null, email: null }, 'phone'), external.id)
  })

  it('reads a phone with its country code and no plus, and one as it is dialled in the country of the organization', async () => {
    const ctx = await aContext()
    const { id } = await createCustomer(ctx, { phone: '+14155552671' })
    for (const phone of ['14155552671', '+1 415 555 2671', '4155552671', '(415) 555-2671']) {
      const { customer } = doneIn(await updateRegistered(ctx, setup, [proposed({ phone })]))
      assert.equal(customer.id, id, phone)
    }
  })

  it('is the customer with an address that another contract wrote, though this one would give it to nobody', async () => {
    const ctx = await aContext()
    const email = "o'brien@whom.example"
    const { id } = await createCustomer(ctx, { email })
    const changes = { last_name: "O'Brien" }
    const { customer } = doneIn(await updateRegistered(ctx, setup, [proposed({ email, changes })]))
    assert.deepEqual([customer.id, customer.email, customer.last_name], [id, email, "O'Brien"])
    const another = await createCustomer(ctx, { phone: '+447911000105' })
    const given = proposed({ phone: '447911000105', email: "o'neil@whom.example" })
    assert.deepEqual(rulesIn(await updateRegistered(ctx, setup, [given])), ['identifier_invalid email'])
    assert.equal((await getCustomer(ctx, another.id)).email, null)
  })

  it('is nobody for an unknown identifier, an archived customer, a number of nobody, and in another organization', async () => {
    const [ctx, other] = [await aContext(), await aContext()]
    const { id, number } = await createCustomer(ctx, { phone: '+447911000101', email: 'a@whom.example' })
    const strangers = [
      { phone: '440000000000' },
      { email: 'nobody@whom.example' },
      { email: 'not an address' },
      { external_id: 'E-1' },
      { number: '999999999999999999' },
      { number: 'x' },
      { number: '77777', phone: '447911000101' },
    ]
    const refused = await updateRegistered(ctx, setup, strangers.map(proposed))
    assert.deepEqual(new Set(rulesIn(refused)), new Set(['missing']))
    const known = [{ phone: '447911000101' }, { email: 'a@whom.example' }, { number: String(number) }]
    assert.deepEqual(rulesIn(await updateRegistered(other, setup, known.map(proposed))), [
      'missing',
      'missing',
      'missing',
    ])
    await archiveCustomer(ctx, id)
    assert.deepEqual(rulesIn(await updateRegistered(ctx, setup, known.map(proposed))), [
      'missing',
      'missing',
      'missing',
    ])
  })

  it('needs to be said', async () => {
    const ctx = await aContext()
    const proposals = [proposed({ changes: { first_name: 'Asha' } })]
    assert.deepEqual(rulesIn(await updateRegistered(ctx, setup, proposals)), ['no_identifier'])
  })

  it('is the survivor where the number is that of a merged customer, and says so', async () => {
    const ctx = await aContext()
    const [one, two, three] = [
      await createCustomer(ctx, { first_name: 'A' }),
      await createCustomer(ctx, {}),
      await createCustomer(ctx, {}),
    ]
    await mergeCustomers(ctx, { survivorId: two.id, victimId: three.id })
    await mergeCustomers(ctx, { survivorId: one.id, victimId: two.id })
    const said = proposed({ number: String(three.number), changes: { last_name: 'Verne' } })
    const { customer, notices } = doneIn(await updateRegistered(ctx, setup, [said]))
    assert.deepEqual([customer.id, customer.full_name], [one.id, 'A Verne'])
    assert.deepEqual(notices, [{ kind: 'survivor', id: one.id }])
  })

  it('is told to have been erased, where it was', async () => {
    const ctx = await aContext()
    const { id, number } = await createCustomer(ctx, { phone: '+447911000101' })
    const victim = await createCustomer(ctx, {})
    await mergeCustomers(ctx, { survivorId: id, victimId: victim.id })
    await erasePerson(ctx, erased, id)
    const both = [proposed({ number: String(number) }), proposed({ number: String(victim.number) })]
    assert.deepEqual(rulesIn(await updateRegistered(ctx, setup, both)), ['erased', 'erased'])
  })
})

describe('the items of one call', () => {
  it('are refused as a whole beyond the limit, and none is done', async () => {
    const ctx = await aContext()
    const { id } = await createCustomer(ctx, { phone: '+447911000101', first_name: 'A' })
    const items = [1, 2, 3].map((n) => proposed({ phone: '447911000101', changes: { first_name: `N${n}` } }))
    await assert.rejects(updateRegistered(ctx, aSetup({ batch_limit: 2 }), items), (error) => {
      assert.equal(ruleIn(error), 'batch_limit')
      return true
    })
    assert.equal((await getCustomer(ctx, id)).first_name, 'A')
  })

  it('see what those before them did to the same customer, however it is named', async () => {
    const ctx = await aContext()
    const { id, number } = await createCustomer(ctx, { phone: '+447911000101', external_id: 'E-1' })
    const said = [
      { phone: '447911000101', email: 'a@turn.example' },
      { email: 'A@turn.example', changes: { first_name: 'A' } },
      { external_id: 'E-1', changes: { first_name: 'B' } },
      { number: String(number), email: 'b@turn.example', changes: { first_name: 'C' } },
      { phone: '+447911000101', changes: { first_name: 'D' } },
    ]
    const settled = await updateRegistered(ctx, setup, said.map(proposed))
    const names = settled.map((one) => one.status === 'fulfilled' && one.value.customer.first_name)
    assert.deepEqual(names, [null, 'A', 'B', 'C', 'D'])
    assert.deepEqual(settled[3]?.status === 'fulfilled' && settled[3].value.notices, [
      { kind: 'update_not_allowed', field: 'email' },
    ])
    const { email, version } = await getCustomer(ctx, id)
    assert.deepEqual([email, version], ['a@turn.example', 6])
  })

  it('give a value that several ask for to the first, and are done or refused each on its own', async () => {
    const ctx = await aContext()
    const phones = Array.from({ length: 20 }, (_, n) => `+4479110002${String(n).padStart(2, '0')}`)
    for (const phone of phones) await createCustomer(ctx, { phone, loyalty_type: 'LOYALTY' })
    const said = phones.map((phone) => proposed({ phone, email: 'wanted@turn.example' }))
    const rules = rulesIn(await updateRegistered(ctx, setup, [...said, proposed({ phone: '440000000000' })]))
    assert.deepEqual(rules, [null, ...Array(19).fill('not_updatable'), 'missing'])
  })
})

describe('writers of the same customer at once', () => {
  it('lose nothing of what they write', async () => {
    const ctx = await aContext()
    const { id } = await createCustomer(ctx, { phone: '+447911000101' })
    const metadata = (n: number) => ({ changes: { metadata: { [`n${n}`]: n } } })
    const settled = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        updateRegistered(ctx, setup, [proposed({ phone: '447911000101', ...metadata(n) })]),
      ),
    )
    assert.ok(settled.every(([one]) => one?.status === 'fulfilled'))
    const customer = await getCustomer(ctx, id)
    assert.equal(Object.keys(customer.metadata ?? {}).length, 40)
    assert.equal(customer.version, 41)
  })

  it('fill an empty identifier once, and the others are told that it stays', async () => {
    const ctx = await aContext()
    const { id } = await createCustomer(ctx, { phone: '+447911000101' })
    const settled = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        updateRegistered(ctx, setup, [proposed({ phone: '447911000101', email: `n${n}@race.example` })]),
      ),
    )
    const rules = settled.flatMap((one) => rulesIn(one))
    assert.equal(rules.filter((rule) => rule === null).length, 1)
    assert.ok(rules.every((rule) => rule === null || rule === 'not_updatable'))
    const { email, version } = await getCustomer(ctx, id)
    assert.deepEqual([email, version], [`n${rules.indexOf(null)}@race.example`, 2])
  })

  it('of whom each wants the same contact make it part of one of them', async () => {
    const ctx = await aContext()
    const contact = await createCustomer(ctx, { email: 'contact@race.example', city: 'Leeds' })
    const phones = Array.from({ length: 8 }, (_, n) => `+44791100030${n}`)
    for (const phone of phones) await createCustomer(ctx, { phone, loyalty_type: 'LOYALTY' })
    const settled = await Promise.all(
      phones.map((phone) =>
        updateRegistered(ctx, setup, [proposed({ phone, email: 'contact@race.example' })]),
      ),
    )
    const rules = settled.flatMap((one) => rulesIn(one))
    assert.equal(rules.filter((rule) => rule === null).length, 1)
    const { merged_into } = await getCustomer(ctx, contact.id)
    const survivor = await getCustomer(ctx, merged_into ?? '')
    assert.deepEqual(
      [survivor.phone, survivor.email, survivor.city],
      [phones[rules.indexOf(null)], 'contact@race.example', 'Leeds'],
    )
    const held = await db.query('select from merges where organization_id = $1::text::uuid', [
      ctx.organizationId,
    ])
    assert.equal(held.length, 1)
  })
})
