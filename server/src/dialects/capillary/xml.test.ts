import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Answer, type Client, testApp } from '../../../test/app.ts'
import { aShop, told, withHeaders } from '../../../test/loyalty-shop.ts'
import { closed, documentOf } from '../../../test/openapi.ts'
import { root } from '../../../test/tills.ts'
import { typed } from '../../../test/xml-schema.ts'
import { capillary } from './index.ts'
import { parseBody, type Tree, xmlOf } from './xml.ts'

const app = await testApp()
const { document, check } = documentOf(capillary)

/**
 * What of JSON there is in XML: text, and an empty one for null and for blanks alone; a list of one is its item, an
 * empty one is not there.
 */
function treeOf(json: unknown): Tree | undefined {
  if (json === null) return ''
  if (Array.isArray(json)) {
    const items = json.map((one) => treeOf(one) ?? '')
    return items.length > 1 ? items : items[0]
  }
  if (typeof json !== 'object') return carried(unlessBlank(String(json)))
  const members = Object.entries(json).flatMap(([name, value]) => {
    const tree = treeOf(value)
    return tree === undefined ? [] : [[name, tree] as const]
  })
  return members.length === 0 ? '' : Object.fromEntries(members)
}

const unlessBlank = (text: string) => (text.trim() === '' ? '' : text)

/** Characters that XML 1.0 has no way to write are shown as U+FFFD. */
const carried = (text: string) =>
  Array.from(text, (one) => (/[\t\n\r -\ud7ff\ue000-\ufffd]|[^\0-\uffff]/u.test(one) ? one : '\ufffd')).join(
    '',
  )

const parse = (xml: string) => parseBody(Buffer.from(xml))

describe('JSON as XML', () => {
  // Markup, blanks at both ends, control characters, and what ends a section.
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[ \t\r\n]{0,3}[<>&'"\]!-]{0,6}[ \t\r\n]{0,3}$/),
    fc.constantFrom(']]>', '<!--', '-->', '<![CDATA[', '&amp;', '&#0;', '<?xml?>', '\0', '\u0001', '\ufffe'),
  )
  const name = fc
    .stringMatching(/^[a-z_][a-zA-Z0-9_]{0,8}$/)
    .filter((one) => !/^(prototype|constructor|__proto__)$/.test(one))
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      // No answer has a list in a list.
      fc.array(fc.oneof(text, tie('object')), { maxLength: 4 }),
      tie('object'),
    ),
    object: fc.dictionary(name, tie('value'), { maxKeys: 4 }),
  }))

  it('is read back as the same tree, whatever the texts are', () => {
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 4 }), (response) => {
        const json = JSON.stringify({ response })
        assert.deepEqual(parse(xmlOf(json)), treeOf(JSON.parse(json)))
      }),
      { numRuns: 500 },
    )
  })
})

const mobile = '447911000101'
const odd = ' <b>"Zoë" & \'co\'</b>]]>\t\r\n  '

/** Every look-up, as JSON and as XML. */
const lookUps = [
  `customer/get?mobile=${mobile},440000000000&user_id=true&mlp=true&slab_history=true&subscriptions=true&transactions=true&next_slab=true&expired_points=true&expiry_schedule=true&fraud_details=true&user_group=true`,
  `customer/get?mobile=${mobile}&basic=true`,
  'customer/get',
  `customer/search?q=${encodeURIComponent('(mobile:STARTS:44)')}`,
  `customer/search?q=${encodeURIComponent('(mobile:STARTS:9)')}`,
  'customer/search?q=nonsense',
  `customer/subscriptions?mobile=${mobile},1`,
  'request/get',
  'request/logs?id=1,99,x',
  'request/logs',
  'organization/customfields',
  'organization/configs',
  'organization/entities?type=TILL',
  'organization/entities?type=nonsense',
  'customer/nothing',
]

/** Every write, with a body that one half of is refused; each changes nothing when it is made again. */
const writes: [path: string, root: object][] = [
  ['customer/update', { customer: [{ mobile, firstname: odd }, { mobile: '440000000000' }] }],
  ['customer/add', { customer: [{ mobile, firstname: odd }, {}] }],
  [
    'customer/subscriptions',
    {
      subscription: [
        { mobile, channel: 'sms', priority: 'BULK', scope: 'all', is_subscribed: '1' },
        { mobile },
      ],
    },
  ],
  [
    'customer/update_identity',
    { customer: [{ identifier: 'mobile', old_value: '1', new_value: '2' }, { identifier: 'x' }] },
  ],
  ['request/add', { request: [{ base_type: 'MOBILE', customer: { mobile: '1' } }, { base_type: 'X' }] }],
  ['request/approve', { request: [{ id: '99' }, { id: 'x' }] }],
  ['request/reject', { request: [{ id: '99' }, { id: 'x' }] }],
]

/** What fails as a whole. */
const unreadable = writes.map(([path]): [string, object] => [path, {}])

it('§7-18: the end of a parameter is no suffix, and a media type is one in any case', async () => {
  const { till } = await aShop(app)
  const typeOf = async (path: string, accept: string) =>
    (await withHeaders(app, till, { accept }).get(path)).headers.get('content-type')
  for (const [path, accept, type] of [
    ['/v1.1/customer/get?external_id=doc.xml', '*/*', 'application/json; charset=utf-8'],
    ['/v1.1/customer/get?external_id=doc.json', 'application/xml', 'application/xml; charset=utf-8'],
    ['/v1.1/customer/get.json?external_id=doc.xml', 'application/xml', 'application/json; charset=utf-8'],
    ['/v1.1/customer/get?external_id=1', 'Application/XML', 'application/xml; charset=utf-8'],
  ] as const)
    assert.equal(await typeOf(path, accept), type, path)
})

const suffixed = (path: string) => `/v1.1/${path.replace(/(\?|$)/, '.xml$1')}`

function assertSame(json: Answer, xml: Answer, what: string): void {
  assert.equal(xml.status, json.status, what)
  assert.equal(xml.headers.get('content-type'), 'application/xml; charset=utf-8', what)
  assert.deepEqual(untimed(parse(xml.body)), untimed(treeOf(json.body)), what)
}

/** What is read back of an answer is as the document describes it. */
function assertDescribed({ status, body }: Answer, method: 'get' | 'post', path: string): void {
  const reply = document.paths[`/v1.1/${path.split('?')[0]}`]?.[method]?.responses[status]
  const { schema } = reply?.content?.['application/xml'] ?? {}
  assert.ok(schema, `${path}: ${status} is described`)
  const { schemas } = document.components
  const by = (part: object, value: unknown) => check(closed(part), value)
  const answer = typed(schema, parse(body), schemas, by)
  assert.deepEqual(by(schema, answer), null, `${path}: ${JSON.stringify(answer)}`)
}

/** An update of the same second may lie beside it. */
const untimed = (tree: unknown) =>
  JSON.parse(JSON.stringify(tree).replace(/"updated_on":"[^"]*"/g, '"updated_on":"«time»"'))

async function aCustomerOfMany(): Promise<Client> {
  const { add, till } = await aShop(app, { programme: true })
  await add({
    mobile,
    firstname: odd,
    email: 'asha@shop.example',
    external_id: odd,
    type: 'LOYALTY',
    custom_fields: { field: [{ name: 'shoe_size', value: odd }] },
    subscriptions: { subscription: [{ channel: 'email', priority: 'BULK', is_subscribed: '0' }] },
  })
  await till.post('/v1.1/request/add', {
    root: { request: [{ base_type: 'EXTERNAL_ID', customer: { mobile }, new_value: 'new' }] },
  })
  return till
}

describe('an answer in XML', () => {
  it('says what the JSON of it says, for every look-up', async () => {
    const till = await aCustomerOfMany()
    for (const path of lookUps)
      assertSame(await till.get(`/v1.1/${path}`), await till.get(suffixed(path)), path)
  })

  it('is as the document describes it, for every look-up and every write', async () => {
    const till = await aCustomerOfMany()
    for (const path of lookUps.filter((one) => one !== 'customer/nothing'))
      assertDescribed(await till.get(suffixed(path)), 'get', path)
    for (const [path, body] of [...writes, ...unreadable])
      assertDescribed(await till.post(suffixed(path), { root: body }), 'post', path)
  })

  it('says what the JSON of it says, for every write', async () => {
    const till = await aCustomerOfMany()
    for (const [path, body] of writes) {
      const json = await till.post(`/v1.1/${path}`, { root: body })
      assertSame(json, await till.post(suffixed(path), { root: body }), path)
    }
  })

  it('is what a customer is shown as whose texts hold what XML cannot carry', async () => {
    const { owner, till } = await aShop(app)
    await owner.post('/v1/customers', { phone: `+${mobile}`, first_name: 'a\u0001b\u001f\ufffec' })
    const path = `/v1.1/customer/get?mobile=${mobile}`
    assertSame(await till.get(path), await till.get(`${path}&format=xml`), path)
  })
})

describe('a request in XML', () => {
  const asXml = (till: Client, path: string, body: string) =>
    till.send(`/v1.1/${path}`, { method: 'POST', body, headers: { 'content-type': 'application/xml' } })

  it('means what the same in JSON means, whatever the texts are', async () => {
    const till = await aCustomerOfMany()
    // Blanks alone are text in JSON.
    const names = fc
      .string({ unit: fc.constantFrom(...' \t\r\n<>&"\'aé]!-😀'), maxLength: 30 })
      .map(unlessBlank)
    await fc.assert(
      fc.asyncProperty(names, names, async (firstname, lastname) => {
        const sent = {
          mobile,
          firstname,
          lastname,
          custom_fields: { field: [{ name: 'shoe_size', value: lastname }] },
        }
        const xml = xmlOf(JSON.stringify(root(sent)))
        const [byXml, byJson] = [
          await asXml(till, 'customer/update', xml),
          await till.post('/v1.1/customer/update', root(sent)),
        ]
        assert.deepEqual(untimed(byXml.body), untimed(byJson.body))
        // Empty is not passed.
        if (firstname !== '') assert.equal(byXml.body.response.customers.customer[0].firstname, firstname)
      }),
      { numRuns: 40 },
    )
  })

  it('does what the same in JSON does, for every write', async () => {
    const till = await aCustomerOfMany()
    for (const [path, body] of writes) {
      const json = await till.post(`/v1.1/${path}`, { root: body })
      const xml = await asXml(till, path, xmlOf(JSON.stringify({ root: body })))
      assert.deepEqual(untimed(xml.body), untimed(json.body), path)
    }
  })

  it('takes a single child for a list of one, blanks between elements for nothing, and sections and comments', async () => {
    const till = await aCustomerOfMany()
    const { body } = await asXml(
      till,
      'customer/update',
      `<?xml version="1.0" encoding="utf-8"?>
      <root> <!-- one -->
        <customer>
          <mobile>${mobile}</mobile><firstname><![CDATA[<Zoë> & co]]></firstname><email/>
          <custom_fields><field><name>shoe_size</name><value></value></field></custom_fields>
        </customer>
      </root>`,
    )
    const [customer] = body.response.customers.customer
    assert.deepEqual([customer.firstname, customer.email], ['<Zoë> & co', 'asha@shop.example'])
    assert.deepEqual(customer.custom_fields, { field: [] })
  })

  it('§2.1: takes blanks alone, as a printer leaves them in an empty element, for nothing', async () => {
    const till = await aCustomerOfMany()
    const { body } = await asXml(
      till,
      'customer/update',
      `<root><customer>
        <mobile>${mobile}</mobile><firstname>\n  </firstname><lastname>Verne</lastname><email>\t</email>
        <registered_on> </registered_on><updated_on>\r\n</updated_on><fraud_status> </fraud_status>
        <custom_fields>\n  </custom_fields><extended_fields> </extended_fields>
        <subscriptions><subscription>\n</subscription></subscriptions>
      </customer></root>`,
    )
    const [customer] = body.response.customers.customer
    assert.deepEqual(told(customer).slice(0, 2), ['1000', 'Customer successfully updated'])
    assert.deepEqual([customer.firstname, customer.lastname], [odd, 'Verne'])
    assert.deepEqual(customer.custom_fields, { field: [{ name: 'shoe_size', value: odd }] })
  })

  const customer = (inside: string) => `<root><customer><mobile>${mobile}</mobile>${inside}</customer></root>`
  const hostile: Record<string, string | Buffer> = {
    'an external entity': `<!DOCTYPE root [<!ENTITY x SYSTEM "file:///etc/hostname">]>${customer('<firstname>&x;</firstname>')}`,
    'entities that grow': `<!DOCTYPE root [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">]>${customer('<firstname>&b;</firstname>')}`,
    'a document type alone': `<!DOCTYPE root SYSTEM "http://127.0.0.1:9/x.dtd">${customer('')}`,
    'an entity that nobody defined': customer('<firstname>&nbsp;</firstname>'),
    'a character that cannot be kept': customer('<firstname>&#0;</firstname>'),
    'a control character': customer('<firstname>\u0001</firstname>'),
    'half a surrogate pair': customer('<firstname>&#xD800;</firstname>'),
    'bytes that are not UTF-8': Buffer.from([...Buffer.from('<root>'), 0xff, ...Buffer.from('</root>')]),
    'another encoding': `<?xml version="1.0" encoding="ISO-8859-1"?>${customer('')}`,
    'deep nesting': `<root>${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}</root>`,
    'too many elements': `<root>${'<a/>'.repeat(200_000)}</root>`,
    'a name that reaches for the prototype': customer('<__proto__><firstname>x</firstname></__proto__>'),
    'another one': customer('<constructor><prototype/></constructor>'),
    'an end that is missing': '<root><customer>',
    'two roots': `${customer('')}<root/>`,
    'text beside elements': customer('stray'),
    'no XML': '{"root":{}}',
    'a root of another name': '<request><customer/></request>',
    'unclosed comments': '<!--'.repeat(1_000_000),
    'unclosed tags': '<a b="'.repeat(500_000),
  }
  for (const [what, body] of Object.entries(hostile))
    it(`is refused for ${what}, and changes nothing`, async () => {
      const till = await aCustomerOfMany()
      const { status, body: answer } = await till.send('/v1.1/customer/update', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/xml' },
      })
      assert.deepEqual([status, answer.response.status.code], [400, 400], JSON.stringify(answer))
      const kept = await till.get(`/v1.1/customer/get?mobile=${mobile}`)
      assert.equal(kept.body.response.customers.customer[0].firstname, odd)
    })

  for (const opening of ['<!--', '<![CDATA[', '<?', '<a b="', '<a ', '<root><!--', '<root><![CDATA['])
    it(`is searched in proportion to its size for the end of many ${opening} that have none`, (t) => {
      const text = opening.repeat(1_000)
      const { mock } = t.mock.method(String.prototype, 'indexOf')
      assert.throws(() => parse(text), { problem: { kind: 'unreadable', reason: 'syntax' } })
      const searched = mock.calls.map(({ arguments: [, from = 0], result = -1 }) =>
        result === -1 ? text.length - from : result - from,
      )
      assert.ok(searched.length > 0)
      assert.ok(searched.reduce((sum, length) => sum + length) <= 3 * text.length)
    })
})
