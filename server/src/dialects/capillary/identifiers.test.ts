import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { aShop, told } from '../../../test/loyalty-shop.ts'

const app = await testApp()

const mobile = '447911000101'
const other = '447911000102'
const done = 'Customer successfully updated'

/** A shop with one customer, who has a phone alone, and another with all three identifiers. */
async function twoCustomers() {
  const shop = await aShop(app)
  const another = { mobile: other, email: 'ben@shop.example', external_id: 'crm-2', type: 'LOYALTY' }
  await shop.add({ mobile, firstname: 'Asha' }, another)
  return shop
}

describe('which identifier finds the customer', () => {
  it('§7-7: the id first, then the primary one, then mobile, e-mail, external id', async () => {
    const { item, update, rules } = await twoCustomers()
    assert.equal((await item(update({ id: 1, mobile: other, firstname: 'By id' }))).firstname, 'By id')
    assert.equal((await item(update({ id: 1, mobile: other, firstname: 'By id' }))).mobile, mobile)
    const byPhone = await item(update({ mobile, email: 'ben@shop.example', firstname: 'By phone' }))
    assert.deepEqual([byPhone.mobile, byPhone.firstname], [mobile, 'By phone'])
    await rules({ primary: 'email' })
    const byEmail = await item(update({ mobile, email: 'ben@shop.example', firstname: 'By e-mail' }))
    assert.deepEqual([byEmail.mobile, byEmail.firstname], [other, 'By e-mail'])
  })

  it('§3.1: a secondary one names no account with another primary one, where they are skipped or strictly checked', async () => {
    const { item, update, add, rules } = await twoCustomers()
    const stranger = { mobile: '447911000103', email: 'ben@shop.example', firstname: 'Stranger' }
    assert.deepEqual(told(await item(update({ ...stranger, firstname: 'Ben' }))).slice(0, 1), ['1000'])
    await rules({ strict: true })
    for (const send of [update, add]) assert.deepEqual(told(await item(send(stranger)))[0], '1047')
    await rules({ skip_secondary: true })
    assert.deepEqual(told(await item(update(stranger)))[0], '1012')
    const added = await item(add(stranger))
    assert.deepEqual(told(added)[2], ['91007'])
    assert.deepEqual([added.mobile, added.email, added.firstname], [stranger.mobile, null, 'Stranger'])
    assert.equal((await item(update({ mobile: other, lastname: 'Same' }))).firstname, 'Ben')
  })

  it('§3.1: one without a primary identifier is no other account', async () => {
    const { item, update, add, rules } = await twoCustomers()
    for (const [mode, mobile] of [
      ['strict', '447911000104'],
      ['skip_secondary', '447911000105'],
    ] as const) {
      const email = `${mode}@shop.example`
      await add({ email, firstname: mode })
      await rules({ strict: false, skip_secondary: false, [mode]: true, fills: { phone: true } })
      const found = await item(update({ mobile, email, lastname: 'Same' }))
      assert.deepEqual([found.firstname, found.mobile], [mode, mobile])
    }
  })

  it('§2.1: one of white space alone was not passed', async () => {
    const { item, update } = await twoCustomers()
    for (const blank of [' ', '\t\n']) {
      const names = { mobile, email: blank, external_id: blank, firstname: 'Asha' }
      assert.deepEqual(told(await item(update(names))).slice(0, 1), ['1000'])
      assert.equal((await item(update({ mobile, external_id: blank }))).external_id, null)
    }
  })

  it('§2.1: a text with a number in it is no mobile', async () => {
    const { item, update, add } = await twoCustomers()
    for (const sent of [`call ${mobile} please`, `${mobile}abc`, `my number is ${mobile}`]) {
      assert.equal(told(await item(update({ mobile: sent, firstname: 'Junk' })))[0], '1012')
      assert.equal((await item(add({ mobile: sent, firstname: 'Junk' }))).item_status.success, 'false')
    }
    assert.equal((await item(update({ mobile, lastname: 'Same' }))).firstname, 'Asha')
  })

  it('§7-7: an item without any is refused with 400, one of nobody with 1012', async () => {
    const { item, update } = await twoCustomers()
    const words = 'Input is invalid, Please check request parameters or input xml/json'
    assert.deepEqual(await item(update({ firstname: 'X', mobile: '' })), {
      item_status: { success: 'false', code: '400', message: words, warnings: { warning: [] } },
    })
    assert.deepEqual(await item(update({ mobile: '440000000000' })), {
      mobile: '440000000000',
      item_status: {
        success: 'false',
        code: '1012',
        message: 'Cannot find customer for provided mobile/external-id/e-mail/id',
        warnings: { warning: [] },
      },
    })
  })
})

describe('an identifier that is sent beside the one that finds', () => {
  it('§7-8 (a): the same as stored changes nothing', async () => {
    const { item, update } = await twoCustomers()
    const found = await item(update({ mobile: other, email: 'BEN@shop.example', external_id: 'crm-2' }))
    assert.deepEqual(told(found), ['1000', done, []])
    assert.equal(found.email, 'ben@shop.example')
  })

  it('§7-8 (b): where there is none, and the flag is on, and nobody has it: it is filled', async () => {
    const { item, update } = await twoCustomers()
    const found = await item(update({ mobile, email: 'asha@shop.example', external_id: 'crm-1' }))
    assert.deepEqual([found.email, found.external_id], ['asha@shop.example', 'crm-1'])
    assert.deepEqual(told(found), ['1000', done, []])
  })

  it('§7-8 (c): where the flag is off: 91006', async () => {
    const { item, update, rules } = await twoCustomers()
    await rules({ fills: { email: false, phone: true, external_id: true } })
    const found = await item(update({ mobile, email: 'asha@shop.example', firstname: 'Asha' }))
    assert.equal(found.email, null)
    assert.deepEqual(told(found), ['1000', `${done}, Email update is not allowed`, ['91006']])
  })

  it('§7-8 (d): where there is another: 91006 of a secondary one, 91005 of the primary one', async () => {
    const { item, update } = await twoCustomers()
    const secondary = await item(update({ mobile: other, email: 'new@shop.example', firstname: 'Ben' }))
    assert.equal(secondary.email, 'ben@shop.example')
    assert.deepEqual(told(secondary), ['1000', `${done}, Email update is not allowed`, ['91006']])
    const primary = await item(update({ id: 2, mobile: '447911000109', firstname: 'Ben' }))
    assert.equal(primary.mobile, other)
    const words = `${done}, Mobile is the primary identifier and cannot be changed`
    assert.deepEqual(told(primary), ['1000', words, ['91005']])
  })

  it('§7-8 (e): where another account has it: 91007, with strict 1047, and skip goes before strict', async () => {
    const { item, update, rules } = await twoCustomers()
    const sent = { mobile, email: 'ben@shop.example', firstname: 'Asha' }
    const words = `${done}, Email is occupied by another user, ignored`
    assert.deepEqual(told(await item(update(sent))), ['1000', words, ['91007']])
    await rules({ strict: true })
    const strict = await item(update({ ...sent, firstname: 'Changed' }))
    assert.equal(strict.item_status.code, '1047')
    await rules({ skip_secondary: true })
    const skipped = await item(update(sent))
    assert.deepEqual(told(skipped), ['1000', words, ['91007']])
    assert.equal(skipped.firstname, 'Asha')
  })

  it('§7-8 (e): a contact that takes no part in loyalty becomes part of the customer', async () => {
    const { item, add, update, till } = await twoCustomers()
    await add({ email: 'contact@shop.example', type: 'NON_LOYALTY' })
    const merged = await item(update({ mobile, email: 'contact@shop.example' }))
    assert.deepEqual([merged.user_id, merged.email], [1, 'contact@shop.example'])
    const gone = await till.get('/v1.1/customer/get?id=3&user_id=true')
    const [survivor] = gone.body.response.customers.customer
    assert.equal(survivor.user_id, '1')
    assert.deepEqual(survivor.item_status.warnings.warning, ['91009'])
  })

  it('§7-8: refused identifiers that are all there is to change fail the item with 10002', async () => {
    const { item, update } = await twoCustomers()
    const answer = update({ mobile: other, email: 'new@shop.example' })
    assert.equal((await item(answer)).item_status.code, '10002')
    assert.deepEqual((await answer).body.response.status, {
      success: 'false',
      code: 500,
      message: 'All requests have failed due to errors',
      total: '1',
      success_count: '0',
    })
  })

  it('§7-9: the texts of warnings follow the message, each after a comma, labels in capitals', async () => {
    const { item, update } = await twoCustomers()
    const sent = { mobile: other, email: 'n@shop.example', external_id: 'crm-9', firstname: 'B' }
    const words = `${done}, Email update is not allowed, External ID update is not allowed`
    assert.deepEqual(told(await item(update(sent))), ['1000', words, ['91006', '91006']])
  })
})
