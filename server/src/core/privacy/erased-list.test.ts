import assert from 'node:assert/strict'
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { erasedListIn } from './erased-list.ts'

const directory = await mkdtemp(join(tmpdir(), 'clientele-erased-'))
after(() => rm(directory, { recursive: true, force: true }))

const erasure = (n: number) => ({
  organization_id: '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71',
  customer_id: `0198f3c2-7a10-7c3e-9b55-${String(n).padStart(12, '0')}`,
  erased_at: '2026-03-02T18:04:11.000Z',
})

it('gives back what was added, in order, also by many at once, and is only for its owner to read', async () => {
  const file = join(directory, 'many.ndjson')
  assert.deepEqual(await erasedListIn(file).read(), [])
  await erasedListIn(file).add([erasure(1), erasure(2)])
  assert.deepEqual(await erasedListIn(file).read(), [erasure(1), erasure(2)])
  await Promise.all(Array.from({ length: 50 }, (_, i) => erasedListIn(file).add([erasure(i + 3)])))
  const all = await erasedListIn(file).read()
  assert.deepEqual(new Set(all.map(({ customer_id }) => customer_id)).size, 52)
  assert.equal((await stat(file)).mode & 0o777, 0o600)
})

it('loses none to a line that was cut short by the end of a process, and names that line', async () => {
  const file = join(directory, 'cut.ndjson')
  const list = erasedListIn(file)
  await list.add([erasure(1)])
  await appendFile(file, JSON.stringify(erasure(2)).slice(0, 30))
  await list.add([erasure(3)])
  await assert.rejects(list.read(), { message: /^Line 2 of .*cut\.ndjson is not an erasure/ })
  const lines = (await readFile(file, 'utf8')).split('\n')
  await writeFile(file, lines.toSpliced(1, 1).join('\n'))
  assert.deepEqual(await list.read(), [erasure(1), erasure(3)])
})
