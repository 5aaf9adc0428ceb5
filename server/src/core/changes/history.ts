import type { Context } from '../context.ts'
import { getCustomer } from '../customers/get.ts'
import { knownId } from '../customers/identity.ts'
import { readCursor, writeCursor } from '../page.ts'
import { Refusal } from '../problem.ts'
import { cursors } from './cursor.ts'
import { type Line, lineOf, mostLines } from './read.ts'
import { selectHistory } from './sql.ts'

/** What happened to a customer, newest first. */
export interface HistoryPage {
  lines: Line[]
  /** Of the page that follows; null at the end. */
  next: string | null
}

/**
 * A page of a customer's own lines, as far as retention has left them. Raises missing for a customer that was never
 * there, and refuses a cursor of another history.
 */
export async function readHistory(
  ctx: Context,
  id: string,
  { before, size }: { before?: string | undefined; size: number },
): Promise<HistoryPage> {
  if (size > mostLines) throw new RangeError(`a page has at most ${mostLines} lines`)
  const customerId = knownId(id)
  const list = listOf(ctx)
  const below = before === undefined ? greatestVersion : versionOf(list, before, customerId)
  const rows = await selectHistory(
    ctx.db,
    { organizationId: ctx.organizationId, customerId },
    below,
    size + 1,
  )
  // An erased customer may have lines and no row; one whose lines were all removed has a row.
  if (rows.length === 0) await getCustomer(ctx, customerId)
  const read = rows.slice(0, size)
  const last = read.at(-1)
  const next =
    last && rows.length > size ? writeCursor(list, { id: customerId, value: String(last.version) }) : null
  const cursorOf = cursors(ctx)
  return { lines: read.map((row) => lineOf(ctx, row, cursorOf)), next }
}

const greatestVersion = 2 ** 31 - 1

const listOf = ({ organizationId }: Context) =>
  ({ organizationId, sort: 'history', direction: 'desc' }) as const

function versionOf(list: ReturnType<typeof listOf>, cursor: string, customerId: string): number {
  const { id, value } = readCursor(list, 'before', cursor, (value) => /^\d{1,9}$/.test(value ?? ''))
  if (id !== customerId) {
    const issue = { path: ['before'], message: 'Invalid cursor: Expected one of this list' }
    throw new Refusal({ kind: 'invalid', issues: [issue] })
  }
  return Number(value)
}
