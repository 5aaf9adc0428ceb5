import { hash } from 'node:crypto'
import type { Context } from '../context.ts'
import { Refusal } from '../problem.ts'

/** A place between two lines of the feed: right behind the line that it names. */
export interface Position {
  /** A transaction's id of 64 bits, in digits. */
  xid: string
  seq: number
}

/** Before the first line there can be. */
export const origin: Position = { xid: '0', seq: 0 }

/** Makes the function that writes a cursor: base64url, opaque to whoever asked, good for this organization only. */
export function cursors({ organizationId }: Pick<Context, 'organizationId'>): (position: Position) => string {
  const mark = markOf(organizationId)
  return ({ xid, seq }) => Buffer.from(`${xid}.${seq}.${mark}`, 'latin1').toString('base64url')
}

/**
 * Reads a cursor that anybody may have forged: only digits come out of it. Refuses what is no cursor of this
 * organization's feed.
 * @param sent the name under which it came.
 */
export function readCursor({ organizationId }: Context, cursor: string, sent: string): Position {
  const text = Buffer.from(cursor, 'base64url').toString('latin1')
  const [, xid, seq] = pattern.exec(text) ?? []
  const position = xid === undefined || seq === undefined ? null : { xid, seq: Number(seq) }
  if (!position || cursors({ organizationId })(position) !== cursor) {
    const issue = { path: [sent], message: 'Invalid cursor: Expected one of this feed' }
    throw new Refusal({ kind: 'invalid', issues: [issue] })
  }
  return position
}

/** Whether a place lies behind another. */
export function isBehind(a: Position, b: Position): boolean {
  return a.xid === b.xid ? a.seq > b.seq : BigInt(a.xid) > BigInt(b.xid)
}

const pattern = /^(\d{1,19})\.(\d{1,15})\.[\w-]{8}$/

// Every statement names its organization, so this protects nothing: it turns a mix-up into an error.
const markOf = (organizationId: string) => hash('sha256', organizationId, 'base64url').slice(0, 8)
