import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { client } from './app.ts'
import { emptyPlace, opened } from './database.ts'
import { run, settingsOf, startServer } from './process.ts'

const example = fileURLToPath(new URL('../../examples/shop.json', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'clientele-seed-'))
opened.defer(() => rm(folder, { recursive: true, force: true }))
const place = await emptyPlace()

/** Runs `clientele seed` on a file of this content. */
async function seeded(
  content: string | object,
): Promise<{ code: number | null; output: string; file: string }> {
  const file = join(folder, 'seed.json')
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  return { ...(await ended(['seed', file])), file }
}

async function ended(args: string[], settings: NodeJS.ProcessEnv = {}) {
  await using running = run(args, { LOG_LEVEL: 'silent', ...settingsOf(place), ...settings })
  return { code: await running.ended, output: running.output() }
}

describe('the example that is shipped', () => {
  it('lets the till, the client and the key in, from the first start on', async () => {
    const settings = { SEED_FILE: example }
    {
      await using _server = await startServer(place, settings)
    }
    await using server = await startServer(place, settings)
    assert.match(
      server.output(),
      /shop\.json, for Maple & Tern \([\da-f-]{36}\): 0 created, 0 changed, 9 as they were\./,
    )
    const rules = await server.owner.get('/v1/registration-rules')
    assert.equal(rules.body.approves.merge, true)
    const fields = await server.owner.get('/v1/fields')
    assert.deepEqual(fields.body.data.map(({ name }: { name: string }) => name).toSorted(), [
      'dob',
      'gender',
      'shoe_size',
    ])
    const till = client(
      server.url,
      { authorization: `Basic ${btoa('till01:202cb962ac59075b964b07152d234b70')}` },
      { organizationId: '', secret: '' },
    )
    const sent = {
      root: {
        customer: [
          {
            mobile: '447911123456',
            firstname: 'Asha',
            registered_on: '2024-07-01 10:00:00',
            type: 'LOYALTY',
            extended_fields: { field: [{ name: 'GENDER', value: 'female' }] },
          },
        ],
      },
    }
    const { status, body } = await till.post('/v1.1/customer/add', sent)
    const [added] = body.response.customers.customer
    assert.deepEqual(
      [status, added.current_slab, added.registered_on, added.extended_fields.field],
      [200, 'Bronze', '2024-07-01 10:00:00', [{ name: 'gender', value: 'Female' }]],
    )
    const seed = JSON.parse(await readFile(example, 'utf8'))
    const { key, secret } = seed.oauth_clients[0]
    const token = await till.post('/v3/oauth/token/generate', { key, secret })
    assert.equal(typeof token.body.data.accessToken, 'string')
  })
})

describe('a seed file that cannot be applied', () => {
  const wrong: [string, string | object, RegExp][] = [
    ['is not JSON', '{"tills": [{"password": "geheim"', /is not JSON\.\n$/],
    ['is empty', '', /is not JSON\.\n$/],
    ['is a list', [], /\n {2}the file: Invalid type/],
    ['has a member that is not known', { shops: [] }, /\n {2}shops: Invalid key/],
    [
      'has such a member further inside',
      { tills: [{ code: 'till09', store: 's', password: 'geheim', colour: 1 }] },
      /\n {2}tills\.0\.colour: Invalid key/,
    ],
    [
      'has a prototype',
      '{"fields": [{"kind": "custom", "name": "f", "__proto__": {"a": 1}}]}',
      /\n {2}fields\.0\.__proto__: /,
    ],
    [
      'has a wrong value, which is not repeated',
      { oauth_clients: [{ name: 'c', key: 'geheim', secret: ['geheim'] }] },
      /\n {2}oauth_clients\.0\.key: Invalid format: Expected .*\n {2}oauth_clients\.0\.secret: Invalid type: Expected string\n$/,
    ],
    [
      'has a till twice',
      { tills: [1, 2].map(() => ({ code: 'till09', store: 'harbour', password: 'x' })) },
      /\n {2}tills: Invalid list: Received a code twice\n$/,
    ],
    [
      'has a till without a password',
      { tills: [{ code: 'till09', store: 'harbour' }] },
      /\n {2}tills\.0: Invalid password: Expected it once/,
    ],
    [
      'refers to what is not there',
      {
        organization: { name: 'Renamed' },
        tills: [{ code: 'till09', store: 'nowhere', password: 'geheim' }],
      },
      /\n {2}tills\.0\.store: Invalid store: Expected the code of a store\n$/,
    ],
    [
      'has a time zone that is none',
      { organization: { time_zone: 'Mars/Olympus' } },
      /\n {2}organization\.time_zone: /,
    ],
  ]
  for (const [what, content, said] of wrong)
    it(`because it ${what} is named with the place`, async () => {
      const { code, output, file } = await seeded(content)
      assert.equal(code, 1)
      assert.ok(output.startsWith(`The seed file ${file} `), output)
      assert.match(output, said)
      assert.doesNotMatch(output, /geheim|\n\s+at /)
    })

  it('stops the start', async () => {
    const file = join(folder, 'stops.json')
    await writeFile(file, '{"organization": {"name": "Renamed"}, "shops": []}')
    const { code, output } = await ended(['serve'], { SEED_FILE: file, PORT: '0' })
    assert.equal(code, 1)
    assert.equal(
      output,
      `The seed file ${file} cannot be applied, and nothing of it was:\n  shops: Invalid key: Expected never\n`,
    )
  })

  it('is one that is not there, or a directory', async () => {
    const absent = join(folder, 'absent.json')
    assert.deepEqual(await ended(['seed', absent]), {
      code: 1,
      output: `The seed file ${absent} cannot be read: ENOENT.\n`,
    })
    assert.deepEqual(await ended(['seed', folder]), {
      code: 1,
      output: `The seed file ${folder} cannot be read: EISDIR.\n`,
    })
    assert.equal((await ended(['seed'])).code, 2)
  })
  it('leaves everything as it was', async () => {
    const { output } = await ended(['organizations', 'list', '--json'])
    assert.match(output, /^\{[^\n]*"name":"Maple & Tern"[^\n]*\}\n$/)
    const again = await ended(['seed', example])
    assert.match(again.output, /: 0 created, 0 changed, 9 as they were\.\n$/)
  })
})
