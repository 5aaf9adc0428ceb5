import { placesFor } from '../../db/places.ts'
import type { Context } from '../context.ts'
import { maskMembers } from '../customers/mask.ts'
import { Refusal } from '../problem.ts'
import { cursors, isBehind, origin, type Position, readCursor } from './cursor.ts'
import { type Extent, type Row, selectExtent, selectLines } from './sql.ts'

/** A line of the change feed. */
export interface Line extends Omit<Row, 'xid' | 'seq'> {
  /** Of the place behind this line. */
  cursor: string
}

/** Lines in the order in which they can be read, and where to go on. */
export interface FeedPage {
  lines: Line[]
  /** Behind the last line, or where the reader stands when there is none. */
  next: string
  position: Position
  more: boolean
}

/** Where to read: behind a position, from the oldest line that is left, or from now on. */
export type From = Position | 'oldest' | 'latest'

export const mostLines = 1_000

// A line is 3 KB on its way through: many long pages at once would take 100 MB, and be no faster.
const longPage = 200
const inTurn = placesFor(1)

/**
 * A page of the organization's feed. Every line is read at least once by whoever goes on from page to page, the lines
 * of a customer in the order of its versions. Raises forgotten when lines behind the position have been removed.
 */
export async function readChanges(ctx: Context, from: From, size: number): Promise<FeedPage> {
  if (size > mostLines) throw new RangeError(`a page has at most ${mostLines} lines`)
  const after = typeof from === 'string' ? null : from
  const select = () => selectLines(ctx.db.inTurn, ctx.organizationId, after, size + 1)
  const rows = from === 'latest' ? [] : await (size > longPage ? inTurn(select) : select())
  const read = rows.slice(0, size)
  const last = read.at(-1)
  const position = last
    ? { xid: last.xid, seq: last.seq }
    : standing(from, await selectExtent(ctx.db, ctx.organizationId))
  const cursorOf = cursors(ctx)
  return {
    lines: read.map((row) => lineOf(ctx, row, cursorOf)),
    next: cursorOf(position),
    position,
    more: rows.length > size,
  }
}

/** Where a cursor of this organization stands. Refuses any other, naming the way it was sent. */
export function fromCursor(ctx: Context, cursor: string | undefined, sent: string): From {
  if (cursor === undefined) return 'oldest'
  return cursor === 'latest' ? 'latest' : readCursor(ctx, cursor, sent)
}

/** A row with its cursor in the place of its position, as the key that asks may see it. */
export function lineOf(
  ctx: Context,
  { xid, seq, ...row }: Row,
  cursorOf: (position: Position) => string,
): Line {
  const cursor = cursorOf({ xid, seq })
  if (!ctx.mask) return { ...row, cursor }
  return { ...row, cursor, before: row.before && masked(ctx, row.before), after: masked(ctx, row.after) }
}

const masked = (ctx: Context, columns: string) =>
  JSON.stringify(maskMembers(ctx, JSON.parse(columns) as object))

/** Where a reader stands that found nothing. */
function standing(from: From, { pruned, newest, bound }: Extent): Position {
  if (from === 'oldest') return pruned ?? origin
  if (from === 'latest') return newest ?? pruned ?? origin
  // A database that was restored counts its transactions anew or again: what they will write would be skipped.
  const isOfAnotherLife = BigInt(from.xid) >= BigInt(bound)
  if (isOfAnotherLife || (pruned && isBehind(pruned, from)))
    throw new Refusal({ kind: 'forgotten', what: 'changes' })
  return from
}
