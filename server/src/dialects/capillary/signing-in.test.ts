import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { aShop } from '../../../test/loyalty-shop.ts'
import { credentials, made } from '../../../test/tills.ts'

const app = await testApp()

const path = '/v1.1/customer/get?mobile=447911000101'
const statusFor = async (headers: Record<string, string>) =>
  (await fetch(new URL(path, app.url), { headers })).status

it('§7-20: the token counts under both names of its header, in any case', async () => {
  const { owner } = await aShop(app)
  const { key, secret } = await made(owner, 'oauth-clients', { name: 'Till software' })
  const { body } = await owner.post('/v3/oauth/token/generate', { key, secret })
  const token = body.data.accessToken
  for (const name of ['X-CAP-API-OAUTH-TOKEN', 'x-cap-api-oauth-token', 'Cap-Api-Access-Token'])
    assert.equal(await statusFor({ [name]: token }), 200, name)
  assert.equal(await statusFor({ 'x-cap-api-oauth-token': `${token}x` }), 401)
})

it('§7-21: a till signs in with the MD5 of its password, of which a salted slow hash alone is kept', async () => {
  const { owner } = await aShop(app)
  const password = 'correct horse battery staple'
  const onTheWire = hash('md5', password)
  const store = await made(owner, 'stores', { code: 'york', name: 'York' })
  const [till, twin] = [
    await made(owner, 'tills', { store_id: store.id, code: 'york.till01', password }),
    await made(owner, 'tills', { store_id: store.id, code: 'york.till02', password }),
  ]
  assert.equal(await statusFor(credentials(till.username, onTheWire)), 200)
  for (const wrong of [password, onTheWire.toUpperCase(), hash('md5', 'another'), ''])
    assert.equal(await statusFor(credentials(till.username, wrong)), 401, wrong)

  const rows = await app.services.db.query<{ kept: string; row: string }>(
    'select password as kept, to_jsonb(t)::text as row from tills t where id = any($1::text::uuid[])',
    [`{${till.id},${twin.id}}`],
  )
  const [first, second] = rows.map(({ kept }) => kept.split('$'))
  assert.deepEqual(first?.slice(0, 4), ['scrypt', '16384', '8', '5'])
  // The same password, and neither salt nor hash in common.
  assert.ok(first[4] !== second?.[4] && first[5] !== second?.[5])
  for (const { row } of rows) assert.ok(!row.includes(onTheWire) && !row.includes(password))
})
