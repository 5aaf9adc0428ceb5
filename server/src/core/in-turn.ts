/**
 * Runs the items of one call: those that share a key in their order, each after the one before it, the others at once,
 * so that their statements gather. A result for each, in order.
 * @param run is told whether the item waited for none: then nothing before it can have changed what it is about.
 */
export function runInTurn<Item, Result>(
  items: readonly Item[],
  keysOf: (item: Item) => Iterable<string>,
  run: (item: Item, isFirst: boolean) => Promise<Result>,
): Promise<PromiseSettledResult<Result>[]> {
  const last = new Map<string, Promise<unknown>>()
  return Promise.allSettled(
    items.map((item) => {
      const keys = [...keysOf(item)]
      const before = keys.flatMap((key) => last.get(key) ?? [])
      const result =
        before.length === 0 ? run(item, true) : Promise.allSettled(before).then(() => run(item, false))
      for (const key of keys) last.set(key, result)
      return result
    }),
  )
}
