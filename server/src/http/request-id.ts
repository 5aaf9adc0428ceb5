import type { IncomingMessage } from 'node:http'
import { v7 as uuidv7 } from 'uuid'

const usable = /^[\w.:-]{1,128}$/

/** The caller's own `X-Request-Id` where it can be logged as it is, else a new one. */
export function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && usable.test(given) ? given : uuidv7()
}
