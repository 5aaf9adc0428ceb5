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

for (const [who, path, where] of [
  ['npx clientele', 'server/bin/clientele.js', /^const flags = .*$/m],
  ['the benchmark', 'server/bench/server.ts', /^function serverFlags[^}]*\.\.\./m],
  ['the image when it compiles', 'Dockerfile', /^RUN node .*$/m],
  ['the image when it starts', 'Dockerfile', /^CMD .*$/m],
] as const)
  it(`${who} gives it the same`, () => {
    assert.deepEqual(flagsIn(where.exec(read(path))?.[0] ?? ''), flags)
  })
