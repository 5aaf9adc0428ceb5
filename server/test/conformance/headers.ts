import assert from 'node:assert/strict'
import type { Answer } from '../app.ts'

/**
 * Asserts that an answer has each header that a document has for it, where limits are on. An address that cannot be
 * read is refused before anybody knows whose limit it would count for.
 */
export function assertHeaders(documented: object, { headers, body }: Answer): void {
  const isUnread = JSON.stringify(body).includes('percent-encoded')
  const due = Object.keys(documented).filter((name) => !isUnread || !/ratelimit/i.test(name))
  assert.deepEqual(
    due.filter((name) => !headers.has(name)),
    [],
  )
}
