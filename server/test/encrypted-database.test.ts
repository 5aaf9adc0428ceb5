import assert from 'node:assert/strict'
import { it } from 'node:test'
import { aCertificate, withoutTls } from './certificate.ts'
import { emptyPlace } from './database.ts'
import { openPlace, startServer } from './process.ts'
import { proxyTo } from './proxy.ts'

it('a database that is spoken to over TLS, whose certificate nobody has signed, serves requests and jobs', {
  skip: withoutTls,
}, async () => {
  const place = await emptyPlace()
  assert.ok('databaseUrl' in place)
  await using proxy = await proxyTo(place.databaseUrl, await aCertificate())
  await using server = await startServer({ databaseUrl: proxy.url })
  assert.equal((await server.owner.post('/v1/customers', {})).status, 201)
  await using db = await openPlace(place)
  const [{ jobs } = { jobs: 0 }] = await db.query<{ jobs: number }>(
    'select count(*) as jobs from jobs.schedule',
  )
  assert.equal(jobs, 5)
})
