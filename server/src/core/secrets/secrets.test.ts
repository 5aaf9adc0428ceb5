import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { secretsOf } from './secrets.ts'

const secrets = secretsOf('a pepper of at least 32 characters')
const others = secretsOf('another of at least 32 characters!')

describe('keyed', () => {
  it('is the same for the same purpose and text, and another for any other', () => {
    const one = secrets.keyed('ssn', '123456789')
    assert.equal(one.length, 32)
    assert.deepEqual(secretsOf('a pepper of at least 32 characters').keyed('ssn', '123456789'), one)
    for (const other of [
      secrets.keyed('ssn', '123456788'),
      secrets.keyed('session', '123456789'),
      others.keyed('ssn', '123456789'),
    ])
      assert.notDeepEqual(other, one)
  })
})

describe('seal', () => {
  it('is opened by the same pepper, and looks different each time', () => {
    const text = JSON.stringify({ kty: 'RSA', d: 'ü'.repeat(2000) })
    const [one, two] = [secrets.seal(text), secrets.seal(text)]
    assert.notEqual(one, two)
    assert.deepEqual([secrets.open(one), secrets.open(two)], [text, text])
    assert.equal(secrets.open(secrets.seal('')), '')
  })

  it('is not opened by another pepper, nor once a single bit of it has changed', () => {
    const sealed = secrets.seal('private')
    assert.throws(() => others.open(sealed))
    const bytes = Buffer.from(sealed, 'base64url')
    for (const place of [0, 12, 28, bytes.length - 1]) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(changed.readUInt8(place) ^ 1, place)
      assert.throws(() => secrets.open(changed.toString('base64url')), `byte ${place}`)
    }
    for (const short of ['', 'AAAA', bytes.subarray(0, 20).toString('base64url')])
      assert.throws(() => secrets.open(short))
  })
})
