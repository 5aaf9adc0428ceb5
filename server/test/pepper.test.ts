import assert from 'node:assert/strict'
import { it } from 'node:test'
import { emptyPlace, type Place } from './database.ts'
import { run, settingsOf, startServer } from './process.ts'

const pepper = 'of the tests, and long enough to be one'
const warning = /^The pepper is in the database, and whoever has that has it: set CLIENTELE_PEPPER/m

async function warned(place: Place, settings: NodeJS.ProcessEnv): Promise<boolean> {
  await using server = await startServer(place, settings)
  return warning.test(server.output())
}

async function refused(place: Place, settings: NodeJS.ProcessEnv, sentence: RegExp): Promise<void> {
  await using start = run(['serve'], { LOG_LEVEL: 'silent', PORT: '0', ...settingsOf(place), ...settings })
  assert.equal(await start.ended, 1)
  assert.match(start.output(), sentence)
  assert.ok(!start.output().includes(pepper))
}

it('a server without a pepper says where it is; one that is given it is the only one to work from then on', async () => {
  const place = await emptyPlace()
  assert.equal(await warned(place, {}), true)
  assert.equal(await warned(place, { CLIENTELE_PEPPER: pepper }), false)
  assert.equal(await warned(place, { CLIENTELE_PEPPER: pepper }), false)
  await refused(place, { CLIENTELE_PEPPER: `${pepper}!` }, /^CLIENTELE_PEPPER is not the one .+\.\n$/)
  await refused(place, {}, /^This database was begun with a CLIENTELE_PEPPER: .+\.\n$/)
})
