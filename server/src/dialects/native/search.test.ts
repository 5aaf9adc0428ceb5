import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Client, testApp } from '../../../test/app.ts'
import { patch } from '../../../test/customers.ts'
import { assertProblem, refusalOf } from '../../../test/problems.ts'

const app = await testApp()

const search = (owner: Client, term: string, more = '') =>
  owner.get(`/v1/customers/search?q=${encodeURIComponent(term)}${more}`)

async function withPeople(people: Record<string, object>) {
  const owner = await app.anOwner()
  const names = new Map<string, string>()
  for (const [name, body] of Object.entries(people)) {
    const { body: made } = await owner.post('/v1/customers', body)
    names.set(made.id, name)
  }
  const found = async (term: string, more = '') =>
    (await search(owner, term, more)).body.data.map(({ id }: { id: string }) => names.get(id) ?? 'nobody')
  return { owner, found }
}

describe('GET /v1/customers/search', () => {
  it('puts the whole identifier first, then beginnings, then later words, then the rest; the newest first among equals', async () => {
    const { found } = await withPeople({
      anywhere: { full_name: 'Tom Hamira' },
      word: { full_name: 'Ana Mira' },
      'beginning of the name': { full_name: 'Mira Okafor' },
      'beginning of the e-mail': { email: 'mira@shop.example' },
      'beginning of the external id': { external_id: 'mira-7' },
      identifier: { external_id: 'MIRA' },
      nobody: { full_name: 'Nadia', email: 'nadia@shop.example' },
      'another anywhere': { email: 'x.mira@shop.example' },
    })
    assert.deepEqual(await found('Mira'), [
      'identifier',
      'beginning of the external id',
      'beginning of the e-mail',
      'beginning of the name',
      'word',
      'another anywhere',
      'anywhere',
    ])
    assert.deepEqual(await found('MIRA', '&limit=2'), ['identifier', 'beginning of the external id'])
    assert.deepEqual(await found('mira@shop.example'), ['beginning of the e-mail', 'another anywhere'])
  })

  it('finds any part of e-mail, phone, name and external id, in any case', async () => {
    const { found } = await withPeople({
      mira: {
        email: 'Mira.Okafor+1@Shop.example',
        phone: '+14155552671',
        full_name: 'Mira Ökafor-Śmith',
        external_id: 'CRM/00_71%',
      },
      nadia: {
        email: 'nadia@brand.example',
        phone: '+4930901820',
        full_name: 'Nadia 王小明',
        external_id: 'till:7',
      },
    })
    const terms: [term: string, who: string[]][] = [
      ['or+1@sh', ['mira']],
      ['OKAFOR', ['mira']],
      ['.example', ['nadia', 'mira']],
      ['5552', ['mira']],
      ['+14155552671', ['mira']],
      ['(415) 555-2671', ['mira']],
      ['ökaf', ['mira']],
      ['for-ś', ['mira']],
      ['ra ö', ['mira']],
      ['小明', ['nadia']],
      ['m/00', ['mira']],
      ['0_7', ['mira']],
      ['71%', ['mira']],
      ['l:7', ['nadia']],
      ['na', ['nadia']],
      ['%%', []],
      ['__', []],
      ['qa', []],
      ['.*', []],
      ['zz', []],
      ['mira nadia', []],
    ]
    for (const [term, who] of terms) assert.deepEqual([term, await found(term)], [term, who])
  })

  it('sees every write as soon as it is answered, and no archived customer', async () => {
    const { owner } = await withPeople({})
    const ids = async (term: string) =>
      (await search(owner, term)).body.data.map(({ id }: { id: string }) => id)
    for (let n = 0; n < 10; n++) {
      const { body } = await owner.post('/v1/customers', { full_name: `Quick ${n}`, external_id: `x${n}` })
      const path = `/v1/customers/${body.id}`
      assert.deepEqual(await ids(`quick ${n}`), [body.id])
      await patch(owner, path, { full_name: `Changed ${n}` })
      assert.deepEqual([await ids(`quick ${n}`), await ids(`changed ${n}`)], [[], [body.id]])
      await owner.delete(path)
      assert.deepEqual(await ids(`changed ${n}`), [])
      await owner.send(`${path}/restore`, { method: 'POST' })
      assert.deepEqual(await ids(`changed ${n}`), [body.id])
      await owner.delete(path)
    }
  })

  it('says whether there are more than it shows', async () => {
    const { owner } = await withPeople({})
    await owner.post('/v1/customers/batch', {
      operations: Array(3).fill({ op: 'create', body: { full_name: 'Mira' } }),
    })
    for (const [limit, more] of [
      [2, true],
      [3, false],
      [100, false],
    ] as const) {
      const { body } = await search(owner, 'mira', `&limit=${limit}`)
      assert.deepEqual([body.data.length, body.has_more], [Math.min(limit, 3), more])
    }
  })

  it('shows nothing of another organization', async () => {
    await withPeople({ mira: { full_name: 'Mira', email: 'mira@shop.example' } })
    const { found } = await withPeople({})
    for (const term of ['mira', 'mira@shop.example']) assert.deepEqual(await found(term), [])
  })

  it('refuses a term that is too short or too long, and what it does not know', async () => {
    const { owner } = await withPeople({})
    const wrong = ['', '?q=', '?q=a', '?q=%20a%20', `?q=${'x'.repeat(256)}`, '?q=a%00b', '?q=ab&q=cd']
    for (const query of wrong) {
      const answer = await owner.get(`/v1/customers/search${query}`)
      assertProblem(answer, 400, 'invalid', query)
      assert.deepEqual([query, ...refusalOf(answer)], [query, 400, '/q'])
    }
    for (const more of ['&limit=0', '&limit=101', '&limit=x'])
      assert.deepEqual(refusalOf(await search(owner, 'mira', more)), [400, '/limit'])
    assert.deepEqual(refusalOf(await search(owner, 'mira', '&sort=email')), [400, '/sort'])
  })
})
