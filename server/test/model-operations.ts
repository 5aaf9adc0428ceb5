import assert from 'node:assert/strict'
import type fc from 'fast-check'
import type { Answer, Client } from './app.ts'
import { type Body, changed, conflicts, type Expected, type Kept, live, type Model, made } from './model.ts'

const unknownId = '00000000-0000-7000-8000-000000000000'

/** An operation on the server and on the model at once, which must agree. */
type Command = fc.AsyncCommand<Model, Client>
const command = (
  name: string,
  sent: unknown,
  run: (model: Model, owner: Client) => Promise<void>,
): Command => ({
  check: () => true,
  run,
  toString: () => `${name} ${JSON.stringify(sent)}`,
})

/** The nth customer, live or archived; an unknown id while there is none. */
const nth = (model: Model, n: number) => [...model.keys()][n % model.size] ?? unknownId

export const create = (body: Body) =>
  command('create', body, async (model, owner) => {
    const answer = await owner.post('/api/consumers', body)
    const taken = conflicts(model, body)
    if (taken.length > 0) return assertTaken(answer, taken)
    remember(model, made(body, answer.body), answer.body, answer.status)
  })

export const update = (n: number, body: Body) =>
  command('update', { n, ...body }, async (model, owner) => {
    const id = nth(model, n)
    const was = model.get(id)
    const answer = await owner.put(`/api/consumers/${id}`, body)
    if (!was || was.archived) return assertMissing(answer)
    const taken = conflicts(model, body, id)
    if (taken.length > 0) return assertTaken(answer, taken)
    remember(model, stamped(was, changed(was, body), answer.body), answer.body, answer.status)
  })

export const remove = (n: number) =>
  command('delete', n, async (model, owner) => {
    const was = model.get(nth(model, n))
    const answer = await owner.delete(`/api/consumers/${nth(model, n)}`)
    if (!was) return assertMissing(answer)
    remember(model, stamped(was, { ...was, archived: true }, answer.body), answer.body, answer.status)
  })

export const get = (n: number) =>
  command('get', n, async (model, owner) => {
    const was = model.get(nth(model, n))
    const answer = await owner.get(`/api/consumers/${nth(model, n)}`)
    if (!was) return assertMissing(answer)
    remember(model, was, answer.body, answer.status)
  })

export const batchCreate = (rows: Body[]) =>
  command('batch create', rows, async (model, owner) => {
    const answer = await owner.post('/api/consumers/batch', { consumers: rows })
    const after: Model = new Map(model)
    const taken = rows.flatMap((body, row) => {
      const fields = conflicts(after, body)
      after.set(String(row), made(body, { id: String(row), createdAt: '' }))
      return fields
    })
    if (taken.length > 0) assertTaken(answer, taken)
    else
      for (const [row, body] of rows.entries())
        remember(model, made(body, answer.body[row]), answer.body[row], answer.status)
    await assertListed(model, owner)
  })

export const batchUpdate = (changes: { n: number; body: Body }[]) =>
  command('batch update', changes, async (model, owner) => {
    const rows = new Map(changes.map(({ n, body }) => [nth(model, n), body]))
    const answer = await owner.put('/api/consumers/batch', {
      consumers: [...rows].map(([id, body]) => ({ id, ...body })),
    })
    const after: Model = new Map(model)
    const inTurn: string[] = []
    for (const [id, body] of rows) {
      const was = after.get(id)
      if (!was || was.archived) return assertRefused(answer)
      inTurn.push(...conflicts(after, body, id))
      after.set(id, changed(was, body))
    }
    // A refusal may also name what is held now by a customer that the same batch would have taken it from.
    const now = [...rows].flatMap(([id, body]) => conflicts(model, body, id))
    const inTheEnd = [...rows].flatMap(([id, body]) => conflicts(after, body, id))
    if (inTheEnd.length > 0) assertTaken(answer, [...inTheEnd, ...inTurn, ...now])
    // Two customers that exchange what they hold: either answer will do, as long as it is for all of them.
    else if (inTurn.length > 0 && answer.status === 400) assertTaken(answer, [...inTurn, ...now])
    else {
      for (const [i, id] of [...rows.keys()].entries()) {
        const was = model.get(id) as Kept
        remember(model, stamped(was, after.get(id) as Kept, answer.body[i]), answer.body[i], answer.status)
      }
    }
    await assertListed(model, owner)
  })

export const list = () => command('list', null, (model, owner) => assertListed(model, owner))
export const search = (term: string) =>
  command('search', term, (model, owner) => assertListed(model, owner, term))

/** The expected customer with the time of its change: a new one where anything differs, else the old one. */
function stamped(was: Kept, becomes: Kept, answered: Expected): Kept {
  try {
    assert.deepEqual(becomes, was)
    return was
  } catch {
    assert.ok(answered.updatedAt !== null && answered.updatedAt >= (was.updatedAt ?? was.createdAt))
    return { ...becomes, updatedAt: answered.updatedAt }
  }
}

function remember(model: Model, expected: Kept, answered: Expected, status: number): void {
  assert.equal(status, 200)
  assertSame(answered, expected)
  model.set(expected.id, expected)
}

function assertSame(answered: Expected, { smsStated, ...expected }: Kept): void {
  const seen = Object.keys(expected).map((name) => [name, answered[name as keyof Expected]])
  assert.deepEqual(Object.fromEntries(seen), expected)
}

async function assertListed(model: Model, owner: Client, term?: string): Promise<void> {
  const { status, body } = await owner.get(
    `/api/consumers?first=100${term ? `&search=${encodeURIComponent(term)}` : ''}`,
  )
  const matches = (text: string | null) => text?.toLowerCase().includes(String(term).toLowerCase())
  const expected = live(model)
    .filter(({ email, phone, fullName }) => !term || [email, phone, fullName].some(matches))
    .toSorted((a, b) => (a.id < b.id ? 1 : -1))
    .slice(0, 100)
  assert.equal(status, 200)
  assert.deepEqual(
    body.data.map(({ id }: Expected) => id),
    expected.map(({ id }) => id),
  )
  expected.forEach((one, i) => void assertSame(body.data[i], one))
}

function assertTaken({ status, body }: Answer, fields: string[]): void {
  assert.equal(status, 400)
  assert.equal(body.error, 'validation_error')
  assert.ok(body.issues.length > 0)
  for (const { type, path } of body.issues) {
    assert.equal(type, 'unique')
    assert.ok(fields.includes(path.at(-1).key), `${path.at(-1).key} is not one of ${fields}`)
  }
}

function assertMissing({ status, body }: Answer): void {
  assert.deepEqual({ status, body }, { status: 404, body: { error: 'Consumer not found' } })
}

function assertRefused({ status }: Answer): void {
  assert.ok(status === 404 || status === 400, `answered ${status}`)
}
