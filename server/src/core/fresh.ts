/** Remembers what look-ups found. */
export interface Fresh<Value> {
  /** The answer if it is fresh in memory, else undefined: spares the hot path a promise. */
  known(key: string): Value | undefined
  /** Those who ask for the same at once share one look-up. */
  find(key: string): Promise<Value>
}

// A change must be in effect within a second on every process; half of that leaves room for the look-up.
const freshMs = 500
// Bounds what a flood of made-up keys can hold in memory.
const mostEntries = 10_000

interface Entry<Value> {
  value: Value
  freshUntil: number
}

/** One look-up for each key in half a second. @param look never answers undefined. */
export function freshly<Value>(look: (key: string) => Promise<Value>): Fresh<Value> {
  const entries = new Map<string, Entry<Value>>()
  const looking = new Map<string, Promise<Value>>()

  async function lookUp(key: string): Promise<Value> {
    try {
      const value = await look(key)
      if (entries.size >= mostEntries) entries.clear()
      entries.set(key, { value, freshUntil: performance.now() + freshMs })
      return value
    } finally {
      looking.delete(key)
    }
  }

  function known(key: string): Value | undefined {
    const entry = entries.get(key)
    return entry && entry.freshUntil > performance.now() ? entry.value : undefined
  }

  return {
    known,
    async find(key) {
      const value = known(key)
      if (value !== undefined) return value
      const underWay = looking.get(key) ?? lookUp(key)
      looking.set(key, underWay)
      return underWay
    },
  }
}
