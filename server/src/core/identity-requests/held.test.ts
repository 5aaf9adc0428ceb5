import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { ask } from '../../../test/identity-requests.ts'
import type { Context } from '../context.ts'
import { createCustomer } from '../customers/create.ts'
import { erasePerson } from '../privacy/erase.ts'
import { erasedListIn } from '../privacy/erased-list.ts'
import { exportPerson } from '../privacy/export.ts'
import type { Asked } from './add.ts'
import type { IdentityRequest, RequestKind } from './identity-request.ts'
import { getIdentityRequest } from './list.ts'

const { aContext } = await testDatabase()
const erased = erasedListIn(join(await mkdtemp(join(tmpdir(), 'clientele-erased-')), 'erased.ndjson'))

async function asking(
  ctx: Context,
  kind: RequestKind,
  id: string,
  newValue: Asked['newValue'],
  approve = false,
) {
  return (await ask(ctx, kind, id, { newValue, reference: 'R-1' }, approve)).request.number
}

/** Somebody with a decided and a waiting request, and somebody else who wants their phone. */
async function aStory() {
  const ctx = await aContext()
  const { id } = await createCustomer(ctx, { phone: '+447911000101', email: 'first@held.example' })
  const other = await createCustomer(ctx, { phone: '+447911000102' })
  const decided = await asking(ctx, 'email', id, 'second@held.example', true)
  const waiting = await asking(ctx, 'address', id, { city: 'Leeds' })
  const wanted = await asking(ctx, 'phone_reallocation', other.id, '447911000101')
  return { ctx, id, other, decided, waiting, wanted }
}

it('shows in an export what was asked for a person, and of a request of somebody else nothing that is theirs', async () => {
  const { ctx, id, other, decided, waiting, wanted } = await aStory()
  const numbersOf = (rows: unknown[]) => (rows as IdentityRequest[]).map(({ number }) => number)
  const mine = (await exportPerson(ctx, id)).identity_requests
  assert.deepEqual(numbersOf(mine), [decided, waiting, wanted])
  const text = JSON.stringify(mine)
  for (const known of ['first@held.example', 'second@held.example', 'Leeds', '+447911000101'])
    assert.ok(text.includes(known), known)
  assert.ok(!text.includes('+447911000102'))
  const theirs = (await exportPerson(ctx, other.id)).identity_requests
  assert.deepEqual(numbersOf(theirs), [wanted])
  assert.ok(JSON.stringify(theirs).includes('+447911000102'))
})

it('keeps nothing of an erased person, and nothing of theirs waiting', async () => {
  const { ctx, id, decided, waiting, wanted } = await aStory()
  await erasePerson(ctx, erased, id)
  const [one, two, three] = await Promise.all(
    [decided, waiting, wanted].map((n) => getIdentityRequest(ctx, n)),
  )
  for (const request of [one, two, three])
    assert.deepEqual([request?.new_value, request?.reference], [null, null])
  assert.deepEqual([one?.old_value, two?.old_value, three?.old_value], [null, null, '+447911000102'])
  assert.deepEqual([one?.status, two?.status, three?.status], ['APPROVED', 'REJECTED', 'REJECTED'])
})
