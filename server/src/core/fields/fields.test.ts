import assert from 'node:assert/strict'
import { it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { sideBySide } from '../../../test/side-by-side.ts'
import { newId } from '../customers/new-id.ts'
import { createField, listFields } from './fields.ts'
import { insertField } from './sql.ts'

const { at, aContext } = await testDatabase()
const { onlyPostgres, waits } = sideBySide(at)

it('a field that is added beside the last one that fits is refused', onlyPostgres, async () => {
  const ctx = await aContext()
  const { id, created_at, created_by, ...first } = await createField(ctx, { kind: 'custom', name: 'first' })
  const add = (within: typeof ctx, name: string) => insertField(within, newId(), { ...first, name }, 2)
  const late = await waits(
    (tx) => add({ ...ctx, db: tx }, 'second'),
    () => add(ctx, 'third'),
  )
  assert.equal(late, null)
  const { rows } = await listFields(ctx, {}, { size: 10 })
  assert.deepEqual(rows.map(({ name }) => name).sort(), ['first', 'second'])
})
