import assert from 'node:assert/strict'
import { it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { adminKey, adminSettings, withSecret } from '../../../test/keys.ts'
import type { Setup } from '../../core/setup/setup.ts'

const app = await testApp(adminSettings)

/** What is written, and where it is then found in memory. */
interface Write {
  method?: string
  path: string
  body: object
  seen: (setup: Setup) => unknown
}

const creations: Write[] = [
  {
    path: '/fields',
    body: { kind: 'custom', name: 'f' },
    seen: (setup) => setup.customFields.get('f')?.label,
  },
  { path: '/programmes', body: { name: 'p' }, seen: ({ programmes: [first] }) => first?.name },
  { path: '/card-programmes', body: { name: 'c' }, seen: ({ cardProgrammes: [first] }) => first?.name },
]

it('makes what is set up, and changed then, known at once to the server that it is done through', async () => {
  const owner = await app.anOwner()
  const admin = withSecret(app, adminKey)
  const { setups } = app.services
  async function write(who: typeof owner, { method = 'PATCH', path, body, seen }: Write, expected: unknown) {
    // Whoever asked a moment ago has it in memory.
    assert.notEqual(seen(await setups.of(owner.organizationId)), expected)
    const answer = await who.send(`/v1${path}`, { method, body })
    assert.ok(answer.status < 300, JSON.stringify(answer.body))
    assert.equal(seen(await setups.of(owner.organizationId)), expected, path)
    return answer.body
  }
  for (const creation of creations) {
    const { id, name } = await write(
      owner,
      { ...creation, method: 'POST' },
      Object.values(creation.body).at(-1),
    )
    const body = creation.path === '/fields' ? { label: `${name} 2` } : { name: `${name} 2` }
    await write(owner, { ...creation, path: `${creation.path}/${id}`, body }, `${name} 2`)
  }
  const rules = { path: '/registration-rules', body: { batch_limit: 7 } }
  await write(owner, { ...rules, seen: (setup) => setup.rules.batch_limit }, 7)
  const organization = { path: `/organizations/${owner.organizationId}`, body: { time_zone: 'Asia/Kolkata' } }
  await write(admin, { ...organization, seen: ({ timeZone }) => timeZone }, 'Asia/Kolkata')
})
