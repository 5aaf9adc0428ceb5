import * as v from 'valibot'
import { Refusal } from './problem.ts'

export type Direction = 'asc' | 'desc'

/** The list that a cursor belongs to. */
export interface List {
  organizationId: string
  sort: string
  direction: Direction
}

/** A place between two rows, told by what the order compares. */
export interface Position {
  id: string
  /** The sort value as exact text; null where it is null or the id alone is the order. */
  value: string | null
}

const cursorText = v.pipe(v.string(), v.regex(/^[\w+/-]+={0,2}$/))
const cursorBody = v.object({
  id: v.pipe(v.string(), v.uuid()),
  value: v.nullable(v.string()),
  sort: v.string(),
  direction: v.string(),
  organization: v.string(),
})

/** Base64url of JSON: opaque to whoever asked, and good for this list only. */
export function writeCursor({ organizationId, sort, direction }: List, { id, value }: Position): string {
  const body: v.InferOutput<typeof cursorBody> = {
    id,
    value,
    sort,
    direction,
    organization: fingerprint(organizationId),
  }
  return Buffer.from(JSON.stringify(body)).toString('base64url')
}

/**
 * Reads a cursor that anybody may have forged: only an id that is one, and a value for which `holds` is true, come
 * out of it. Refuses a cursor of another list, named by the way it was sent.
 */
export function readCursor(
  list: List,
  sent: 'after' | 'before',
  cursor: string,
  holds: (value: string | null) => boolean,
): Position {
  const body = parse(cursor)
  if (
    !body ||
    body.sort !== list.sort ||
    body.direction !== list.direction ||
    body.organization !== fingerprint(list.organizationId) ||
    !holds(body.value)
  ) {
    throw new Refusal({
      kind: 'invalid',
      issues: [{ path: [sent], message: 'Invalid cursor: Expected one of this list' }],
    })
  }
  return { id: body.id, value: body.value }
}

function parse(cursor: string) {
  if (!v.is(cursorText, cursor)) return null
  try {
    // Node reads both alphabets, padded or not.
    const body: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return v.is(cursorBody, body) ? body : null
  } catch {
    return null
  }
}

// Every statement names its organization, so this protects nothing: it turns a mix-up into an error.
const fingerprint = (organizationId: string) => organizationId.slice(-8)
