import { hash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** What the wire carries in the place of a till's password: its MD5 in lower-case hexadecimal (contract sheet §1.4). */
export const wireForm = /^[\da-f]{32}$/

/** The wire form of a password. */
export const onTheWire = (password: string) => hash('md5', password)

interface Cost {
  N: number
  r: number
  p: number
}

// OWASP's least for scrypt with 16 MiB: N = 2^14, r = 8, p = 5. 130 ms on one core.
const standard: Cost = { N: 2 ** 14, r: 8, p: 5 }
const saltBytes = 16
const hashBytes = 32

/** A salted slow hash of a password's wire form, with all that is needed to compare another with it. */
export async function slowHashOf(password: string, cost: Cost = standard): Promise<string> {
  const salt = randomBytes(saltBytes)
  const { N, r, p } = cost
  return ['scrypt', N, r, p, salt.toString('hex'), (await derive(password, salt, cost)).toString('hex')].join(
    '$',
  )
}

/** Whether this is the password, which takes the same time in either case. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [, N, r, p, salt = '', expected = ''] = stored.split('$')
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  const found = await derive(password, Buffer.from(salt, 'hex'), cost)
  return timingSafeEqual(found, Buffer.from(expected, 'hex'))
}

/** A hash that no password has, as slow as any. */
export function hashOfNobody(): string {
  const { N, r, p } = standard
  return [
    'scrypt',
    N,
    r,
    p,
    randomBytes(saltBytes).toString('hex'),
    randomBytes(hashBytes).toString('hex'),
  ].join('$')
}

function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    // In a thread of its own.
    scrypt(password, salt, hashBytes, cost, (error, key) => (error ? reject(error) : resolve(key))),
  )
}
