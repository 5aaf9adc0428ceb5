import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const flag = /--[a-z-]+(?:=\d+)?(?=['" ])/g
const flagsIn = (text: string) => [...text.matchAll(flag)].map(([name]) => name)

const flags = flagsIn(JSON.parse(read('package.json')).scripts.start)

it('npm start gives Node flags', () => {
  assert.equal(flags.length, 3)
})

for (const [where, line] of [
  ['server/bin/clientele.js', /^const flags = .*$/m],
  ['server/bench/server.ts', /^function serverFlags[^}]*\.\.\./m],
  ['Dockerfile', /^RUN node .*$/m],
  ['Dockerfile', /^CMD .*$/m],
] as const)
  it(`so does ${where}: the same, where it says ${line.source.slice(1, 16)}`, () => {
    assert.deepEqual(flagsIn(line.exec(read(where))?.[0] ?? ''), flags)
  })
