import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { describe, it } from 'node:test'
import { readConfig } from '../src/config.ts'
import { client } from './app.ts'
import { emptyPlace } from './database.ts'
import { openPlace, run, secretKey, settingsOf, startServer } from './process.ts'

// Before the first test: whatever the runner has seen by the time it has nothing to do, it takes for the whole file.
const [place, firstPlace] = [await emptyPlace(), await emptyPlace()]

const malformed = {
  PORT: ['abc', '-1', '65536', '80.5', '1e3', ' 80'],
  DATABASE_URL: [
    'nonsense',
    'http://127.0.0.1/db',
    'mysql://root@127.0.0.1/db',
    'postgres://one,/db',
    'postgres://one:5432,other:many/db',
    'postgres://u:50%off@127.0.0.1/db',
    'postgres://u@%off/db',
  ],
  CLIENTELE_SECRET_KEY: [
    'secret',
    `sk_live_${'a'.repeat(23)}`,
    `sk_prod_${'a'.repeat(24)}`,
    `pk_live_${'a'.repeat(24)}`,
    `sk_live_${'a'.repeat(24)} `,
  ],
  CLIENTELE_PEPPER: ['short', 'x'.repeat(31), ` ${'x'.repeat(32)}`, `${'x'.repeat(32)}\n`],
  RATE_LIMIT: ['none', '0', '-5', '1.5', '1000000001'],
  LOG_LEVEL: ['loud', 'INFO'],
  REDACT_ERRORS: ['yes', 'true'],
}

describe('a malformed setting', () => {
  for (const [name, values] of Object.entries(malformed)) {
    it(`stops the start with a sentence that names ${name} and does not repeat the value`, async () => {
      const sentence = new RegExp(`^The setting ${name} is malformed: it must be [^\\n]+\\.$`)
      for (const value of values) assert.throws(() => readConfig({ [name]: value }), { message: sentence })
      await using start = run(['serve'], { [name]: values[0] })
      assert.equal(await start.ended, 1)
      assert.match(start.output().trimEnd(), sentence)
      assert.ok(!start.output().includes(` ${values[0]}`), start.output())
    })
  }

  it('is not one that is left empty, as compose files do', () => {
    const empty = Object.fromEntries(Object.keys(malformed).map((name) => [name, '']))
    assert.deepEqual(readConfig(empty), readConfig({}))
  })
})

it('a database may have several hosts, each with its port or none', () => {
  for (const hosts of ['one', 'one,other', 'one:5432,other:6432', 'one,[::1]:6432']) {
    const DATABASE_URL = `postgres://u:a,b@${hosts}/db?sslmode=require`
    assert.equal(readConfig({ DATABASE_URL }).databaseUrl, DATABASE_URL)
  }
})

it('every setting is named in the README, and by compose.yaml or the image', async () => {
  const names = new Set<string>()
  readConfig(new Proxy({}, { get: (_, name) => void names.add(String(name)) }))
  assert.ok(names.size >= Object.keys(malformed).length)
  const text = (file: string) => readFile(new URL(`../../${file}`, import.meta.url), 'utf8')
  const readme = await text('README.md')
  const given = (await text('compose.yaml')) + (await text('Dockerfile'))
  const unsaid = [...names].filter(
    (name) => !readme.includes(`| \`${name}\``) || !new RegExp(`\\b${name}[:=]`).test(given),
  )
  assert.deepEqual(unsaid, [])
})

describe('what cannot be used', () => {
  it('stops the start with a sentence when the data directory is a file', () =>
    refused(
      { DATA_DIR: import.meta.filename },
      /^The data directory \S+start\.test\.ts cannot be used: .+\.\n$/,
    ))

  it('stops the start with a sentence when nobody could be put on the list of the erased', () =>
    refused(
      { ...settingsOf(place), PORT: '0', ERASED_LIST: '/no/such/directory/erased.ndjson' },
      /^ERASED_LIST \/no\/such\/directory\/erased\.ndjson cannot be written, which erasing needs: .+\.\n$/,
    ))

  it('stops the start with a sentence when the list of the erased is a directory', () =>
    refused(
      { ...settingsOf(place), PORT: '0', ERASED_LIST: import.meta.dirname },
      /^ERASED_LIST \S+ cannot be written, which erasing needs: .+\.\n$/,
    ))

  it('stops the start with a sentence when nothing answers at DATABASE_URL', () =>
    refused(
      { DATABASE_URL: 'postgres://nobody:hidden@127.0.0.1:1/none' },
      /^The database at DATABASE_URL cannot be reached: .*ECONNREFUSED.*\.\n$/,
    ))

  it('stops the start with a sentence when the host is not of this machine, after a key made for it is shown', () =>
    refused(
      { ...settingsOf(place), PORT: '0', HOST: '192.0.2.1' },
      /^Your secret key, shown this once: sk_live_\S+\nHOST 192\.0\.2\.1 and PORT 0 cannot be listened on: .*\.\n$/,
    ))

  it('stops the start with a sentence when the port is taken', async () => {
    await using holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as { port: number }
    await refused(
      { ...settingsOf(place), PORT: String(port) },
      new RegExp(`PORT ${port} cannot be listened on.*\\.\n$`),
    )
  })

  it('stops with exit code 2 and the list of commands when there is no such command', async () => {
    await using start = run(['sevre'], {})
    assert.equal(await start.ended, 2)
    assert.match(start.output(), /^There is no command sevre; there are .*\bserve\b.*\.\n$/)
  })
})

async function refused(settings: NodeJS.ProcessEnv, sentence: RegExp): Promise<void> {
  await using start = run(['serve'], { LOG_LEVEL: 'silent', ...settings })
  assert.equal(await start.ended, 1)
  assert.match(start.output(), sentence)
  assert.doesNotMatch(start.output(), /\n\s+at |hidden/)
}

describe('the first start', () => {
  const works = async (url: string, key: string) => {
    const who = client(url, { authorization: `Bearer ${key}` }, { organizationId: '', secret: key })
    return (await who.get('/api/consumers')).status
  }
  let generated: string

  it('prints a generated key once, and the key works', async () => {
    await using server = await startServer(firstPlace, { CLIENTELE_SECRET_KEY: '' })
    const keys = server.output().match(/sk_\w+_[\w-]+/g)
    assert.equal(keys?.length, 1, server.output())
    generated = String(keys?.[0])
    assert.match(generated, /^sk_live_[\w-]{24,}$/)
    assert.equal(await works(server.url, generated), 200)
  })

  it('is the only one that prints it, and the key works after a restart', async () => {
    await using server = await startServer(firstPlace, { CLIENTELE_SECRET_KEY: '' })
    assert.doesNotMatch(server.output(), /sk_/)
    assert.equal(await works(server.url, generated), 200)
  })

  it('is not needed for a given key to work: it opens the same organization, beside the generated one', async () => {
    await using server = await startServer(firstPlace)
    assert.doesNotMatch(server.output(), /sk_/)
    assert.equal(await works(server.url, secretKey), 200)
    assert.equal(await works(server.url, generated), 200)
    assert.equal(await works(server.url, `${secretKey}x`), 401)
  })

  it('keeps no secret, only its hash', async () => {
    await using db = await openPlace(firstPlace)
    const kept = await db.query('select * from keys')
    assert.equal(kept.length, 2)
    for (const secret of [generated, secretKey]) assert.ok(!JSON.stringify(kept).includes(secret))
    assert.equal((await db.query('select from organizations')).length, 1)
  })

  it('and every other refuses a schema newer than the server with a sentence', async () => {
    {
      await using db = await openPlace(firstPlace)
      await db.query("insert into schema_migrations (version, name) values (9999, '9999_of_the_future.sql')")
    }
    await refused(
      settingsOf(firstPlace),
      /^The database has schema 9999 and this server knows only \d+: .+\.\n$/,
    )
  })
})
