/**
 * Runs the items of one call: those that share a key, or are linked through others that do, in their order, each after
 * the one before it; the others at once, so that their statements gather. A result for each, in order.
 * @param run is told whether the item waited for none: then nothing before it can have changed what it is about.
 */
export function runInTurn<Item, Result>(
  items: readonly Item[],
  keysOf: (item: Item) => Iterable<string>,
  run: (item: Item, isFirst: boolean) => Promise<Result>,
): Promise<PromiseSettledResult<Result>[]> {
  const last = new Map<number, Promise<unknown>>()
  const lines = linesOf(items.map(keysOf))
  return Promise.allSettled(
    items.map((item, i) => {
      const line = lines[i] ?? i
      const before = last.get(line)
      const next = () => run(item, false)
      const result = before ? before.then(next, next) : run(item, true)
      last.set(line, result)
      return result
    }),
  )
}

/** For each item the first of those that it must stand in line with. */
function linesOf(keysOfEach: readonly Iterable<string>[]): number[] {
  const before = keysOfEach.map((_, i) => i)
  const firstOf = (i: number): number => {
    const up = before[i] ?? i
    return up === i ? i : firstOf(up)
  }
  const holders = new Map<string, number>()
  for (const [i, keys] of keysOfEach.entries())
    for (const key of keys) {
      const [one, other] = [firstOf(holders.get(key) ?? i), firstOf(i)]
      before[Math.max(one, other)] = Math.min(one, other)
      holders.set(key, i)
    }
  return before.map((_, i) => firstOf(i))
}
