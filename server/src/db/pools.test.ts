import assert from 'node:assert/strict'
import { it } from 'node:test'
import { shares } from './pools.ts'

it('however many cores there are, a pool has room for two transactions and somebody else', () => {
  for (let connections = 9; connections <= 20; connections++)
    for (let cores = 1; cores <= 32; cores++) {
      const { pages, writers, patient, shared } = shares(connections, cores)
      const of = `${connections} connections, ${cores} cores`
      assert.equal(2 + pages + writers + patient + shared, connections, of)
      assert.ok(pages >= 1 && writers >= 1 && patient >= 1 && shared >= 3, of)
    }
})
