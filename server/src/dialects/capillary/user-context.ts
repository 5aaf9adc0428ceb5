import type { IncomingHttpHeaders } from 'node:http'
import type { UserContext } from '../../core/context.ts'
import { Refusal } from '../../core/problem.ts'
import { textOf } from './header.ts'

const headerOf = {
  type: 'user-context-entity-type',
  id: 'user-context-entity-id',
  source: 'user-context-entity-source',
  source_id: 'user-context-entity-source-id',
} as const satisfies Record<keyof UserContext, string>

const mostCharacters = 255

/** Whom the caller acts for (contract sheet §1.5), in its own words; null where it says nothing. Raises invalid. */
export function userContextOf(headers: IncomingHttpHeaders): UserContext | null {
  const read = (name: keyof UserContext) => told(headers[headerOf[name]], headerOf[name])
  const context = { type: read('type'), id: read('id'), source: read('source'), source_id: read('source_id') }
  return Object.values(context).some((value) => value !== null) ? context : null
}

function told(sent: string | string[] | undefined, name: string): string | null {
  if (sent === undefined || sent === '') return null
  const text = textOf(sent)
  if (text.length > mostCharacters) {
    const message = `Invalid header: Expected at most ${mostCharacters} characters`
    throw new Refusal({ kind: 'invalid', issues: [{ path: [name], message }] })
  }
  return text
}
