import type { Store } from '../../db/database.ts'
import type { Context } from '../context.ts'

/** Numbers that were reserved for one organization, and are this process's alone to give out. */
interface Block {
  next: number
  end: number
  /** How many were reserved at once. */
  size: number
  refilling: Promise<void> | null
}

// What a process has reserved when it ends is a gap. So few at first, and more the more an organization creates:
// with the most of them, 10,000 creates a second wait once a second.
const leastReserved = 100
const mostReserved = 10_000
// Bounds what many organizations hold in memory; forgotten numbers are a gap.
const mostBlocks = 10_000

const blocksOf = new WeakMap<Store, Map<string, Block>>()

/**
 * Numbers for new customers of the organization, none of which any process gave out before. A transaction that is
 * rolled back leaves a gap: reserved within it, they would keep others from reserving until it ends.
 */
export async function takeNumbers(ctx: Context, count: number): Promise<number[]> {
  const taken: number[] = []
  const block = blockOf(ctx)
  while (taken.length < count) {
    if (block.next < block.end) taken.push(block.next++)
    else {
      block.refilling ??= refill(ctx, block, count - taken.length)
      await block.refilling
    }
  }
  return taken
}

function blockOf({ db, organizationId }: Context): Block {
  const blocks = blocksOf.get(db.outside) ?? new Map<string, Block>()
  blocksOf.set(db.outside, blocks)
  const block = blocks.get(organizationId) ?? { next: 0, end: 0, size: leastReserved / 2, refilling: null }
  if (blocks.size >= mostBlocks) blocks.clear()
  blocks.set(organizationId, block)
  return block
}

const reserveText = `
insert into organization_numbers as n (organization_id, next) values ($1::text::uuid, 1 + $2::text::bigint)
on conflict (organization_id) do update set next = n.next + $2::text::bigint
returning next`

async function refill({ db, organizationId }: Context, block: Block, wanted: number): Promise<void> {
  try {
    // What a transaction has left over, nobody gives out.
    const size = db.outside.isTransaction ? wanted : Math.max(Math.min(block.size * 2, mostReserved), wanted)
    // Where nothing waits for a customer: that may be one which the transaction holds that is asking.
    const [row] = await db.outside.inTurn.query<{ next: number }>(reserveText, [organizationId, String(size)])
    block.end = row?.next ?? 0
    block.next = block.end - size
    block.size = size
  } finally {
    block.refilling = null
  }
}
