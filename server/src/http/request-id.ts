import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const usable = /^[\w.:-]{1,128}$/

/** The caller's own `X-Request-Id` where it can be logged as it is, else a new one. */
export function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && usable.test(given) ? given : randomUUID()
}
