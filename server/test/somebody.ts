import { randomUUID } from 'node:crypto'
import { type Client, client, type TestApp } from './app.ts'
import type { Named } from './isolation.ts'
import { withKey } from './keys.ts'
import { aTill, credentials } from './tills.ts'

/** A customer of a new organization, with all that can be named of it. */
export async function somebodys(app: TestApp, key: string): Promise<{ owner: Client; named: Named }> {
  const owner = await app.anOwner()
  const tag = randomUUID().slice(0, 8)
  const line = String(Math.floor(Math.random() * 1e4)).padStart(4, '0')
  const sent = { email: `${tag}@isolated.example`, phone: `+1415555${line}`, externalId: `crm-${tag}` }
  const { body } = await owner.post('/api/consumers', sent, { 'x-idempotency-key': key })
  const list = await owner.get('/api/consumers')
  const otherId: string = (await owner.post('/v1/customers', { full_name: 'Another One' })).body.id
  const mergedId: string = (await owner.post('/v1/customers', { full_name: 'One Merged' })).body.id
  await owner.post(`/v1/customers/${otherId}/merge`, { victim: mergedId })
  const field = await owner.post('/v1/fields', { kind: 'custom', name: 'isolated' })
  await owner.send('/v1/registration-rules', { method: 'PATCH', body: { batch_limit: 7 } })
  const programme = await owner.post('/v1/programmes', {
    name: 'Isolated',
    tiers: [{ serial: 1, name: 'First' }],
  })
  await owner.post(`/v1/customers/${body.id}/memberships`, {})
  await owner.post(`/v1/customers/${body.id}/points`, { kind: 'earn', points: '9', reference: `bill-${tag}` })
  const card = await owner.post('/v1/card-programmes', { name: 'Isolated Card' })
  await owner.put(`/v1/customers/${body.id}/cards/${card.body.id}`, { status: 'OPEN' })
  await owner.post(`/v2/customers/${body.id}/link`, { partner_customer_id: sent.externalId })
  const session = await owner.post('/v2/customer_sessions', { customer_id: body.id })
  const till = await aTill(app, owner)
  const asTill = client(app.url, credentials(till.username, till.password), owner)
  const change = { base_type: 'EMAIL', customer: { email: sent.email }, new_value: `new-${sent.email}` }
  await asTill.post('/v1.1/request/add', { root: { request: [change] } })
  const group = await owner.post('/v1/access-groups', { name: 'isolated', permissions: {} })
  const oauthClient = await owner.post('/v1/oauth-clients', { name: 'isolated' })
  const issued = await withKey(app, owner, { name: 'isolated' })
  const { organizationId } = owner
  const fieldId: string = field.body.id
  const programmeId: string = programme.body.id
  const ids = {
    id: body.id,
    otherId,
    mergedId,
    fieldId,
    programmeId,
    cardProgrammeId: card.body.id as string,
    sessionId: session.body.id as string,
    storeId: till.storeId,
    tillId: till.id,
    accessGroupId: group.body.id as string,
    oauthClientId: oauthClient.body.id as string,
    keyId: issued.keyId,
    organizationId,
  }
  return {
    owner,
    named: { ...sent, mobile: sent.phone.slice(1), ...ids, cursor: list.body.pageInfo.endCursor, key },
  }
}
