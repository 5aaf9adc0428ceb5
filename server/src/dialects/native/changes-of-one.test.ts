import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { patch } from '../../../test/customers.ts'

const app = await testApp()

async function withOne(body: object) {
  const owner = await app.anOwner()
  const created = await owner.post('/v1/customers', body)
  assert.equal(created.status, 201)
  const path = `/v1/customers/${created.body.id}`
  return { owner, path, change: (body: object) => patch(owner, path, body) }
}

describe('PATCH of free members, as RFC 7396 has it', () => {
  // The cases of its appendix A that a member which holds an object can have.
  const cases: [original: object | null, change: object, result: object][] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    [null, { a: { b: 1, c: null } }, { a: { b: 1 } }],
    [{ a: 1 }, {}, { a: 1 }],
    [{ a: { b: { c: { d: 1, e: 2 } } } }, { a: { b: { c: { d: null } } } }, { a: { b: { c: { e: 2 } } } }],
    [{ 'a.b': 1, 'ä"\\': 2 }, { 'a.b': null, 'ä"\\': 3 }, { 'ä"\\': 3 }],
  ]
  for (const member of ['metadata', 'custom_fields', 'extended_fields'])
    it(`merges ${member} member by member`, async () => {
      const owner = await app.anOwner()
      for (const [original, change, result] of cases) {
        const { body } = await owner.post('/v1/customers', { [member]: original })
        const answer = await patch(
          owner,
          `/v1/customers/${body.id}`,
          { [member]: change },
          {
            'content-type': 'application/merge-patch+json',
          },
        )
        assert.deepEqual([change, answer.status, answer.body[member]], [change, 200, result])
        assert.deepEqual((await owner.get(`/v1/customers/${body.id}`)).body[member], result)
      }
    })

  it('clears them all with null, and PUT replaces them as a whole', async () => {
    const { owner, path, change } = await withOne({ metadata: { a: 1, b: 2 }, custom_fields: { c: 3 } })
    assert.equal((await change({ metadata: null })).body.metadata, null)
    const { body } = await owner.put(path, { custom_fields: { d: null } })
    assert.deepEqual([body.metadata, body.custom_fields], [null, { d: null }])
  })

  it('makes no version of what changes nothing', async () => {
    const { change } = await withOne({ full_name: 'Mira', metadata: { a: { b: 1 } } })
    for (const nothing of [
      {},
      { full_name: 'Mira' },
      { metadata: { a: { b: 1 } } },
      { metadata: { x: null } },
    ])
      assert.deepEqual([nothing, (await change(nothing)).body.version], [nothing, 1])
  })
})

describe('names', () => {
  const nameOf = ({ body }: { body: Record<string, unknown> }) => [
    body.full_name,
    body.first_name,
    body.last_name,
  ]

  const written: [sent: object, full: string | null, first: string | null, last: string | null][] = [
    [{ full_name: 'Ana María de la Cruz' }, 'Ana María de la Cruz', 'Ana María de la', 'Cruz'],
    [{ full_name: 'Mira' }, 'Mira', 'Mira', null],
    [{ full_name: ' Mira  Okafor ' }, ' Mira  Okafor ', 'Mira', 'Okafor'],
    [{ full_name: '' }, '', null, null],
    [{ full_name: null }, null, null, null],
    [{ first_name: 'Ana María', last_name: 'de la Cruz' }, 'Ana María de la Cruz', 'Ana María', 'de la Cruz'],
    [{ first_name: 'Mira' }, 'Mira', 'Mira', null],
    [{ last_name: 'Okafor' }, 'Okafor', null, 'Okafor'],
    [{ full_name: 'M. Okafor', first_name: 'Mira' }, 'M. Okafor', 'Mira', 'Okafor'],
    [{ full_name: 'X', first_name: 'A', last_name: 'B' }, 'X', 'A', 'B'],
    [{ full_name: null, first_name: 'A', last_name: 'B' }, null, 'A', 'B'],
  ]
  it('are split at the last space, or put together, and read back as they were written', async () => {
    const owner = await app.anOwner()
    for (const [sent, ...expected] of written) {
      const created = await owner.post('/v1/customers', sent)
      assert.deepEqual([sent, ...nameOf(created)], [sent, ...expected])
      const path = `/v1/customers/${created.body.id}`
      assert.deepEqual([sent, ...nameOf(await owner.get(path))], [sent, ...expected])
      await owner.put(path, { full_name: 'Somebody Else' })
      assert.deepEqual([sent, ...nameOf(await owner.put(path, sent))], [sent, ...expected])
    }
  })

  it('are recomputed as a whole by a patch of a part', async () => {
    const { change } = await withOne({ full_name: 'Mira Okafor' })
    assert.deepEqual(nameOf(await change({ first_name: 'Nadia' })), ['Nadia Okafor', 'Nadia', 'Okafor'])
    assert.deepEqual(nameOf(await change({ last_name: 'de Voss' })), ['Nadia de Voss', 'Nadia', 'de Voss'])
    assert.deepEqual(nameOf(await change({ first_name: null })), ['de Voss', null, 'de Voss'])
    assert.deepEqual(nameOf(await change({ last_name: null })), [null, null, null])
    assert.deepEqual(nameOf(await change({ full_name: 'Eva Maria Kranz' })), [
      'Eva Maria Kranz',
      'Eva Maria',
      'Kranz',
    ])
    assert.deepEqual(nameOf(await change({ city: 'Bonn' })), ['Eva Maria Kranz', 'Eva Maria', 'Kranz'])
  })
})

describe('marks of verification', () => {
  it('fall when the value changes, and not when it is written again', async () => {
    const verified = { email_verified: true, phone_verified: true }
    const { change } = await withOne({ email: 'mira@shop.example', phone: '+14155552671', ...verified })
    const marks = ({ body }: { body: Record<string, unknown> }) => [body.email_verified, body.phone_verified]
    assert.deepEqual(marks(await change({ email: 'MIRA@shop.example', phone: '(415) 555-2671' })), [
      true,
      true,
    ])
    assert.deepEqual(marks(await change({ email: 'nadia@shop.example' })), [false, true])
    assert.deepEqual(marks(await change({ phone: null })), [false, false])
    assert.deepEqual(marks(await change({ email: 'eva@shop.example', email_verified: true })), [true, false])
  })
})
