import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** What needs a secret that a copy of the database does not give away. */
export interface Secrets {
  /** HMAC-SHA256 of the text under a key of its own for each purpose. */
  keyed(purpose: string, text: string): Buffer
  /** Encrypts and signs (AES-256-GCM); no two results are alike. */
  seal(plain: string): string
  /** Raises an error for what these secrets have not sealed. */
  open(sealed: string): string
}

// Purposes are words of the code, and some name an organization.
const mostKeys = 1000
const nonceBytes = 12
const tagBytes = 16

/** @param pepper long and random: of everything that is derived here, it is the only unknown. */
export function secretsOf(pepper: string): Secrets {
  const keys = new Map<string, Buffer>()

  function keyFor(purpose: string): Buffer {
    let key = keys.get(purpose)
    if (!key) {
      if (keys.size >= mostKeys) keys.clear()
      key = Buffer.from(hkdfSync('sha256', pepper, '', `clientele: ${purpose}`, 32))
      keys.set(purpose, key)
    }
    return key
  }

  return {
    keyed: (purpose, text) => createHmac('sha256', keyFor(purpose)).update(text).digest(),
    seal(plain) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', keyFor('seal'), nonce)
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', keyFor('seal'), bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      })
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
      const text = [decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]
      return Buffer.concat(text).toString('utf8')
    },
  }
}
