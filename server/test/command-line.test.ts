import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { decodeProtectedHeader } from 'jose'
import { client } from './app.ts'
import { emptyPlace } from './database.ts'
import { withSecret } from './keys.ts'
import { type Server, settingsOf, startServer } from './process.ts'

const program = fileURLToPath(new URL('../bin/clientele.js', import.meta.url))
const place = await emptyPlace()
{
  // Makes the first organization.
  await using _server = await startServer(place)
}

/** Runs `clientele` with these words, as from a terminal. */
async function clientele(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env.PATH, LOG_LEVEL: 'silent', ...settingsOf(place) }
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, ...words], { env })
    return { code: 0, out: stdout, err: stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, out: stdout, err: stderr }
  }
}

const json = (out: string) => JSON.parse(out)
const lines = (out: string) => out.trim().split('\n').map(json)

describe('clientele keys', () => {
  it('issues, lists, rotates and revokes keys that the server then knows', async () => {
    const issued = json(
      (await clientele('keys', 'issue', 'billing', '--scope', 'customers:read', '--json')).out,
    )
    assert.deepEqual(
      [issued.name, issued.scopes, issued.created_by],
      ['billing', ['customers:read'], 'terminal'],
    )
    const rotated = json((await clientele('keys', 'rotate', issued.id, '--overlap', '0', '--json')).out)
    assert.equal(rotated.replaces, issued.id)
    const doomed = await clientele('keys', 'issue')
    const [, secret = ''] = /^The new key, shown this once: (sk_live_\S+)\n$/.exec(doomed.out) ?? []
    assert.ok(secret, doomed.out)
    const listed = await clientele('keys', 'list', '--json')
    const [newest] = lines(listed.out)
    assert.ok(!listed.out.includes(secret))
    assert.deepEqual([newest.name, newest.scopes.length], ['unnamed', 8])
    const revoked = await clientele('keys', 'revoke', newest.id)
    assert.deepEqual(revoked, {
      code: 0,
      out: 'Revoked: it is refused everywhere within a second.\n',
      err: '',
    })
    assert.match((await clientele('keys', 'list')).out, /billing/)

    await using server = await startServer(place)
    const statusOf = async (key: string) => (await withSecret(server, key).get('/v1/customers')).status
    assert.deepEqual(
      [await statusOf(issued.secret), await statusOf(rotated.secret), await statusOf(secret)],
      [401, 200, 401],
    )
  })

  it('says in a sentence what it refuses, with exit code 1', async () => {
    const cases: [string[], RegExp][] = [
      [['revoke', 'nonsense'], /^There is no such key\.\n$/],
      [['issue', 'x', '--scope', 'everything'], /^scopes\.0: Invalid type: .*customers:read.*\n$/],
      [
        ['issue', 'x', '--scope', 'customers:write', '--mask', 'email'],
        /^scopes\.0: customers:write does not go/,
      ],
      [['issue', 'x', '--expires', '2001-01-01'], /^expires_at: is in the past\n$/],
      [['issue', 'x', '--limit', 'many'], /^requests_per_minute: Invalid type/],
      [
        ['list', '--organization', '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71'],
        /^There is no such organization\.\n$/,
      ],
    ]
    for (const [words, sentence] of cases) {
      const { code, out, err } = await clientele('keys', ...words)
      assert.deepEqual([code, out], [1, ''], words.join(' '))
      assert.match(err, sentence)
    }
  })

  it('says how it is used: with exit code 2 when it was misused', async () => {
    for (const words of [[], ['steal'], ['toString'], ['revoke'], ['list', 'a', 'b']]) {
      const { code, err } = await clientele('keys', ...words)
      assert.deepEqual([code, err.split('\n')[0]], [2, 'Usage:'])
    }
    assert.equal((await clientele('keys', 'list', '--colour')).code, 2)
    const asked = await clientele('keys', '--help')
    assert.deepEqual([asked.code, asked.out.split('\n')[0]], [0, 'Usage:'])
  })
})

describe('clientele organizations', () => {
  it('sets up, changes and lists organizations, whose keys must then be told apart', async () => {
    const words = ['--country', 'PT', '--time-zone', 'Europe/Lisbon', '--json']
    const made = json((await clientele('organizations', 'create', 'Northwind', ...words)).out)
    assert.deepEqual([made.name, made.country, made.time_zone], ['Northwind', 'PT', 'Europe/Lisbon'])
    const changed = await clientele('organizations', 'update', made.id, '--suspended', 'on', '--json')
    assert.ok(json(changed.out).suspended_at)
    assert.deepEqual(
      lines((await clientele('organizations', 'list', '--json')).out).map(({ name }) => name),
      ['Northwind', 'First organization'],
    )
    const wrong = await clientele('organizations', 'update', made.id, '--suspended', 'maybe')
    assert.deepEqual([wrong.code, /^suspended: Invalid type/.test(wrong.err)], [1, true])
    const vague = await clientele('keys', 'list')
    assert.deepEqual([vague.code, /name one with --organization/.test(vague.err)], [2, true])
    const { code, out } = await clientele('keys', 'issue', '--organization', made.id, '--json')
    assert.deepEqual([code, json(out).name], [0, 'unnamed'])
  })

  it('says in a sentence that a handle is in use', async () => {
    assert.equal((await clientele('organizations', 'create', 'North', '--handle', 'north')).code, 0)
    assert.deepEqual(await clientele('organizations', 'create', 'Another', '--handle', 'north'), {
      code: 1,
      out: '',
      err: 'The handle is in use: another organization has it.\n',
    })
  })

  it('says how it is used: with exit code 2 when it was misused', async () => {
    for (const words of [[], ['toString'], ['create']]) {
      const { code, err } = await clientele('organizations', ...words)
      assert.deepEqual([code, err.split('\n')[0]], [2, 'Usage:'])
    }
  })
})

describe('a command without arguments', () => {
  for (const name of ['serve', 'migrate', 'erase'])
    it(`${name} refuses any with exit code 2, and says how it is used`, async () => {
      for (const word of ['junk', '--junk']) {
        const { code, out, err } = await clientele(name, word)
        assert.deepEqual([code, out], [2, ''])
        assert.match(err, /junk/)
      }
      const { code, out } = await clientele(name, '--help')
      assert.deepEqual([code, out.split('\n')[0]?.startsWith(`Usage: clientele ${name}`)], [0, true])
    })
})

describe('clientele signing-keys', () => {
  it('rotates the key that tokens are signed with; older tokens stay good', async () => {
    const given = { key: '', secret: '' }
    const tokenFrom = async ({ owner }: Server) => {
      const { body } = await owner.post('/v3/oauth/token/generate', given)
      return body.data.accessToken as string
    }
    const older = await (async () => {
      await using server = await startServer(place)
      const { body } = await server.owner.post('/v1/oauth-clients', { name: 'web' })
      Object.assign(given, { key: body.key, secret: body.secret })
      return await tokenFrom(server)
    })()
    assert.deepEqual(await clientele('signing-keys', 'rotate'), {
      code: 0,
      out: 'Every running server signs with the new key within a minute.\n',
      err: '',
    })
    await using server = await startServer(place)
    const newer = await tokenFrom(server)
    assert.notEqual(decodeProtectedHeader(newer).kid, decodeProtectedHeader(older).kid)
    for (const token of [older, newer]) {
      const asClient = client(server.url, { 'x-cap-api-oauth-token': token }, server.owner)
      assert.equal((await asClient.get('/v1.1/customer/get?mobile=447911123456')).status, 200)
    }
  })

  it('says how it is used', async () => {
    for (const words of [[], ['steal'], ['rotate', 'all']]) {
      const { code, err } = await clientele('signing-keys', ...words)
      assert.deepEqual([code, err.split('\n')[0]], [2, 'Usage: clientele signing-keys rotate'])
    }
    assert.equal((await clientele('signing-keys', '--help')).code, 0)
  })
})

const skip = process.env.DATABASE_URL ? 'PostgreSQL admits many processes' : false

it('points to the HTTP API while a server has the embedded database', { skip }, async () => {
  await using _server = await startServer(place)
  const { code, out, err } = await clientele('keys', 'list')
  assert.deepEqual([code, out], [1, ''])
  assert.match(
    err,
    /^The data directory \S+ is in use by a running server: ask that one through the HTTP API .*\n$/,
  )
})
