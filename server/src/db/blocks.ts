const blockBytes = 64 * 1024
const leastBytes = blockBytes / 4
const mostFree = 64

const free: ArrayBuffer[] = []
const lent = new WeakSet<ArrayBufferLike>()

/** Whether so much memory is a block of its own. */
export const isBlock = (length: number) => length >= leastBytes && length <= blockBytes

/**
 * Memory for one message. A block that is given back is lent again: each of those that the collector had to free would
 * bring its next run nearer, and pages of 40 kB made it take a third of the server's time.
 */
export function borrow(length: number): Buffer<ArrayBuffer> {
  if (!isBlock(length)) return Buffer.allocUnsafe(length)
  const block = free.pop() ?? new ArrayBuffer(blockBytes)
  lent.add(block)
  return Buffer.from(block, 0, length)
}

/** For whoever reads nothing of this memory any more, nor lets anybody. Nothing happens to what is not of a block. */
export function giveBack({ buffer }: Buffer): void {
  if (lent.delete(buffer) && free.length < mostFree) free.push(buffer as ArrayBuffer)
}
