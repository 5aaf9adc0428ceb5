import assert from 'node:assert/strict'
import { it } from 'node:test'
import { rowsOf, writtenRowsOf } from './rows.ts'

it('takes rows that come after a gap for all of the result', () => {
  const columns = [{ name: 'id' }]
  const after = <Row>(row: Row) => Object.assign(new Array<Row>(2), { 2: row, columns })
  assert.deepEqual(rowsOf(after(['a'])), [{ id: 'a' }])
  assert.deepEqual(writtenRowsOf(after([Buffer.from('a')])), [{ id: 'a' }])
  assert.deepEqual(rowsOf(Object.assign([], { columns })), [])
})

it('leaves nothing in the result, which lives for longer than its rows', () => {
  const columns = [{ name: 'id' }]
  const results = [
    Object.assign([['a'], ['b']], { columns }),
    Object.assign([[Buffer.from('a')]], { columns }),
  ]
  assert.equal(rowsOf(results[0]).length, 2)
  assert.equal(writtenRowsOf(results[1]).length, 1)
  assert.deepEqual(
    results.map(({ length }) => length),
    [0, 0],
  )
})
