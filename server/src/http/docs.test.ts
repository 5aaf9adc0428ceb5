import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { describe, it } from 'node:test'
import Fastify from 'fastify'
import { docs } from './docs.ts'

const hostile = `<script>alert("1")</script>'&`

const described = {
  openapi: '3.1.0',
  info: { title: 'People', version: '1', description: `About ${hostile}` },
  tags: [{ name: 'All', description: hostile }],
  paths: {
    '/people/{personId}': {
      put: {
        operationId: 'putPerson',
        tags: ['All'],
        summary: hostile,
        description: 'First.\n\nSecond with `code`.',
        parameters: [
          { name: 'personId', in: 'path', required: true, example: 'p-1', schema: { type: 'string' } },
          {
            name: 'size',
            in: 'query',
            description: hostile,
            schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
          },
        ],
        requestBody: {
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/Person' },
              examples: { example1: { summary: 'One', value: { id: 'p-1', name: "O'Hara" } } },
            },
          },
        },
        responses: { 204: { description: hostile } },
      },
    },
    '/people/by/{field}': {
      get: {
        operationId: 'findPeople',
        tags: ['All'],
        summary: 'Find',
        security: [{ AdminKey: ['people:read'] }],
        'x-example-query': 'filter={"a":"b"}',
        parameters: [
          { name: 'field', in: 'path', required: true, example: 'a b', schema: { type: 'string' } },
        ],
        responses: { 200: { description: 'Found' } },
      },
    },
  },
  components: {
    schemas: {
      Person: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'string', description: hostile },
          address: { type: 'object', properties: { city: { type: ['string', 'null'], maxLength: 40 } } },
          friends: { type: 'array', items: { $ref: '#/components/schemas/Person' } },
        },
      },
    },
    securitySchemes: {
      key: { type: 'http', scheme: 'bearer', description: hostile },
      AdminKey: { type: 'http', scheme: 'bearer' },
    },
  },
}

const app = Fastify()
docs(app, [
  { name: 'people', openapi: () => described },
  { name: 'silent', openapi: () => ({}) },
])
const answer = await app.inject('/docs')
const page = answer.body

const decoded = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

/** Text as a reader sees it, its runs of space as one. */
const seen = decoded(page.replace(/<(script|style)>.*?<\/\1>/gs, '').replace(/<[^>]+>/g, ' ')).replace(
  /\s+/g,
  ' ',
)

describe('the reference page', () => {
  it('shows every text of a document as text', () => {
    assert.equal(page.match(/<script>/g)?.length, 1)
    assert.equal(page.includes('alert("1")'), false)
    assert.equal(seen.split(hostile).length > 8, true)
  })

  it('is permitted what stands in it, and nothing else', () => {
    const policy = String(answer.headers['content-security-policy'])
    const inline = [...page.matchAll(/<(script|style)>(.*?)<\/\1>/gs)]
    assert.deepEqual(inline.map(([, kind]) => kind).toSorted(), ['script', 'style'])
    for (const [, kind, text = ''] of inline)
      assert.ok(
        policy.includes(`${kind}-src 'sha256-${hash('sha256', text, 'base64')}'`),
        `${kind} of the page`,
      )
    assert.match(policy, /^default-src 'none';/)
    assert.doesNotMatch(page, /\sstyle=|\son\w+=|javascript:/)
  })

  it('needs nothing from anywhere else', () => {
    const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"|url\(([^)]*)\)/g)].map(
      ([, a, b]) => a ?? b ?? '',
    )
    assert.deepEqual(
      addresses.filter((address) => !/^(#|\/openapi\/|data:,$)/.test(address)),
      [],
    )
  })

  it('has an anchor for every operation and schema, and no link that leads nowhere', () => {
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id ?? '')
    assert.equal(new Set(ids).size, ids.length)
    for (const id of ['people', 'people-putPerson', 'people-schema-Person']) assert.ok(ids.includes(id), id)
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id = '']) => id)
    // To every operation at least.
    assert.ok(targets.includes('people-putPerson') && targets.includes('people-findPeople'))
    assert.deepEqual(
      targets.filter((id) => !ids.includes(id)),
      [],
    )
  })

  it('spells out limits, defaults and members at every depth', () => {
    assert.match(seen, /size query integer 1 to 100, default 20/)
    assert.match(seen, /id required string/)
    assert.match(seen, /address\. city string \| null at most 40 characters/)
    assert.match(seen, /friends Person \[\]/)
  })

  it('gives a command line that a shell takes as it is', () => {
    const [, markup = ''] = /<pre class="curl"[^>]*>(curl.*?)<\/pre>/s.exec(page) ?? []
    const shell = `curl() { printf '%s\\n' "$@"; }; KEY=k PERSON_ID=p-2; ${decoded(markup.replace(/<[^>]+>/g, ''))}`
    assert.deepEqual(execFileSync('sh', ['-c', shell], { encoding: 'utf8' }).trimEnd().split('\n'), [
      '-X',
      'PUT',
      'http://localhost:4800/people/p-2',
      '-H',
      'Authorization: Bearer k',
      '-H',
      'Content-Type: application/json',
      '-d',
      JSON.stringify({ id: 'p-2', name: "O'Hara" }),
    ])
    assert.match(
      seen,
      /export KEY='<your key>' export ADMIN_KEY='<admin_key>' export PERSON_ID='<person_id>'/,
    )
  })

  it('encodes a query that cannot stand in an address, and names the key and the scope', () => {
    const line = `curl -G " http://localhost:4800 /people/by/a%20b" \\ --data-urlencode 'filter={"a":"b"}' \\ -H "Authorization: Bearer $ADMIN_KEY"`
    assert.ok(seen.includes(line))
    assert.match(seen, /Needs the scope people:read/)
  })

  it('leaves out a contract that does not describe itself', () => {
    assert.equal(page.includes('silent'), false)
  })

  it('is where the root leads', async () => {
    const { statusCode, headers } = await app.inject('/')
    assert.deepEqual([statusCode, headers.location], [302, '/docs'])
  })
})

it('serves the document of a contract as it is', async () => {
  const { headers, body } = await app.inject('/openapi/people.json')
  assert.equal(headers['content-type'], 'application/json; charset=utf-8')
  assert.deepEqual(JSON.parse(body), described)
})
