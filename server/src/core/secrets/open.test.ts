import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { Obstacle } from '../../db/failure.ts'
import { addSigningKey } from '../clients/signing-keys.ts'
import { createCustomer } from '../customers/create.ts'
import { openSecrets } from './open.ts'

const { db, aContext } = await testDatabase()
const pepper = 'p'.repeat(32)
const answerOf = async (given: string | null) =>
  (await openSecrets(db, given)).keyed('test', 'text').toString('hex')
const kept = () => db.query<{ pepper: string | null }>('select * from installation')

/** A database that no server has been started with. */
async function anew(): Promise<void> {
  await db.query('delete from installation')
  await db.query('delete from signing_keys')
}

function refused(pattern: RegExp) {
  return (error: unknown) =>
    error instanceof Obstacle && pattern.test(error.message) && !/pppp/.test(error.message)
}

describe('a database that was begun without a pepper', () => {
  it('has one made, the same for 8 servers that start at once and for every later one', async () => {
    await anew()
    const answers = await Promise.all(Array.from({ length: 8 }, () => answerOf(null)))
    assert.equal(new Set([...answers, await answerOf(null)]).size, 1)
    const [row, ...more] = await kept()
    assert.deepEqual([row?.pepper?.length, more], [43, []])
  })

  it('takes one later, which from then on it does not hold: what was sealed is sealed anew', async () => {
    await anew()
    const before = await openSecrets(db, null)
    await addSigningKey(db, before)
    const after = await openSecrets(db, pepper)
    assert.notDeepEqual(after.keyed('test', 'text'), before.keyed('test', 'text'))
    const [key] = await db.query<{ sealed: string }>('select sealed from signing_keys')
    assert.equal(JSON.parse(after.open(String(key?.sealed))).kty, 'RSA')
    assert.ok(!JSON.stringify(await kept()).includes(pepper))
    assert.equal((await kept())[0]?.pepper, null)
    await assert.rejects(openSecrets(db, null), refused(/begun with a CLIENTELE_PEPPER/))
  })

  it('takes none once there is a hash that was made with its own', async () => {
    await anew()
    const ctx = await aContext()
    const answer = await answerOf(null)
    const { id } = await createCustomer(ctx, {})
    const hashText =
      'update customers set ssn_hash = $3::text::bytea where organization_id = $1::text::uuid and id = $2::text::uuid'
    await db.query(hashText, [ctx.organizationId, id, '\\x00ff'])
    await assert.rejects(openSecrets(db, pepper), refused(/CLIENTELE_PEPPER cannot be set any more/))
    assert.equal(await answerOf(null), answer)
    await db.query(hashText, [ctx.organizationId, id, null])
    assert.notEqual(await answerOf(pepper), answer)
  })
})

describe('a database that was begun with a pepper', () => {
  it('holds nothing that tells it, and refuses any other, and none', async () => {
    await anew()
    const answers = await Promise.all(Array.from({ length: 8 }, () => answerOf(pepper)))
    assert.equal(new Set(answers).size, 1)
    assert.equal((await kept())[0]?.pepper, null)
    assert.ok(!JSON.stringify(await kept()).includes(pepper))
    await assert.rejects(openSecrets(db, `${pepper}p`), refused(/CLIENTELE_PEPPER is not the one/))
    await assert.rejects(openSecrets(db, null), refused(/begun with a CLIENTELE_PEPPER/))
    assert.equal(await answerOf(pepper), answers[0])
  })
})
