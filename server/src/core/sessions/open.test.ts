import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { sideBySide } from '../../../test/side-by-side.ts'
import type { Context } from '../context.ts'
import { createCustomer } from '../customers/create.ts'
import { getCustomer } from '../customers/get.ts'
import { erasePerson } from '../privacy/erase.ts'
import { erasedListIn } from '../privacy/erased-list.ts'
import { Refusal } from '../problem.ts'
import { openSession, type SessionDraft } from './open.ts'

const { db, at, aContext } = await testDatabase()
const { onlyPostgres, waits } = sideBySide(at)
const erased = erasedListIn(join(await mkdtemp(join(tmpdir(), 'clientele-erased-')), 'erased.ndjson'))

const accountHistory = { email: 'carl@session.example' }

const open = (ctx: Context, said: Partial<SessionDraft>) =>
  openSession(
    ctx,
    null,
    {
      customerId: null,
      externalId: null,
      profile: {},
      customerMetadata: null,
      metadata: null,
      source: null,
      transactionAmount: null,
      transactionCurrency: null,
      accountHistory: null,
      ...said,
    },
    30,
  )

async function aCustomer() {
  const ctx = await aContext()
  const { id } = await createCustomer(ctx, { email: 'carl@session.example' })
  return { ctx, id }
}

const sessionsOf = ({ organizationId }: Context) =>
  db.query('select account_history from customer_sessions where organization_id = $1::text::uuid', [
    organizationId,
  ])

const refusesMember = (path: string) => (error: unknown) =>
  error instanceof Refusal && error.problem.kind === 'invalid' && error.problem.issues[0]?.path[0] === path

describe('a session beside another write', onlyPostgres, () => {
  it('that waits for the erasure of its customer is refused, and nothing of it is kept', async () => {
    const { ctx, id } = await aCustomer()
    const opening = waits(
      (tx) => erasePerson({ ...ctx, db: tx }, erased, id),
      () => open(ctx, { customerId: id, accountHistory }),
    )
    await assert.rejects(opening, refusesMember('customer_id'))
    assert.deepEqual(await sessionsOf(ctx), [])
  })

  it('that the erasure waits for is removed by it', async () => {
    const { ctx, id } = await aCustomer()
    await waits(
      (tx) => open({ ...ctx, db: tx }, { customerId: id, accountHistory }),
      () => erasePerson(ctx, erased, id),
    )
    assert.deepEqual(await sessionsOf(ctx), [])
  })

  it('gives its customer no external id in the place of one that came meanwhile', async () => {
    const { ctx, id } = await aCustomer()
    const opening = waits(
      (tx) => open({ ...ctx, db: tx }, { customerId: id, externalId: 'E-1' }),
      () => open(ctx, { customerId: id, externalId: 'E-2' }),
    )
    await assert.rejects(opening, refusesMember('external_id'))
    assert.equal((await getCustomer(ctx, id)).external_id, 'E-1')
    assert.equal((await sessionsOf(ctx)).length, 1)
  })
})
