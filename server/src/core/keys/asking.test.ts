import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { sideBySide } from '../../../test/side-by-side.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../problem.ts'
import { revokeKey } from './change.ts'
import { issueKeyFor, makeKey } from './issue.ts'
import { issueTwin } from './issue-twin.ts'
import { listKeys } from './list.ts'
import { endKey } from './sql.ts'

const { db, at, aContext } = await testDatabase()
const { onlyPostgres, waits } = sideBySide(at)
const unauthenticated = new Refusal({ kind: 'unauthenticated', why: 'nothing_usable' }).problem
const isUnauthenticated = (error: unknown) => {
  assert.deepEqual(error instanceof Refusal && error.problem, unauthenticated)
  return true
}
const issuings = {
  twin: issueTwin,
  'key of its own': (ctx: Context) => issueKeyFor(ctx, { name: 'another' }),
}

/** As the service has it while its memory still lets the key in. */
async function aKeysContext(): Promise<Context> {
  const ctx = await aContext()
  const { key } = await makeKey(db, ctx.organizationId, { name: 'asking' }, 'test')
  return { ...ctx, actor: key.id }
}

async function namesOf({ organizationId }: Context): Promise<string[]> {
  const { rows } = await listKeys(db, organizationId, { size: 10 })
  return rows.map(({ name }) => name)
}

for (const [what, issue] of Object.entries(issuings))
  describe(`a ${what}`, () => {
    it('is made by a key that works', async () => {
      const ctx = await aKeysContext()
      const { key } = await issue(ctx)
      assert.equal(key.created_by, ctx.actor)
      assert.equal((await namesOf(ctx)).length, 2)
    })

    it('is not made by a key that was revoked or has expired a moment ago', async () => {
      const [revoked, expired] = [await aKeysContext(), await aKeysContext()]
      await revokeKey(db, revoked.organizationId, revoked.actor)
      await endKey(db, expired.organizationId, expired.actor, 0)
      for (const ctx of [revoked, expired]) {
        await assert.rejects(issue(ctx), isUnauthenticated)
        assert.deepEqual(await namesOf(ctx), ['asking'])
      }
    })

    it('is not made by a key that is being revoked or ended', onlyPostgres, async () => {
      const [revoked, ended] = [await aKeysContext(), await aKeysContext()]
      const revoking = waits(
        (tx) => revokeKey(tx, revoked.organizationId, revoked.actor),
        () => issue(revoked),
      )
      await assert.rejects(revoking, isUnauthenticated)
      const ending = waits(
        (tx) => endKey(tx, ended.organizationId, ended.actor, 0),
        () => issue(ended),
      )
      await assert.rejects(ending, isUnauthenticated)
    })
  })
