/** Remembers what look-ups found. */
export interface Fresh<Value> {
  /** The answer if it is fresh in memory, else undefined: spares the hot path a promise. */
  known(key: string): Value | undefined
  /** Those who ask for the same at once share one look-up. */
  find(key: string): Promise<Value>
  /** Drops what is in memory, so that this process sees at once what was changed through it. */
  forget(key: string): void
}

// A change must be in effect within a second on every process; half of that leaves room for the look-up.
const freshMs = 500

interface Bounds<Value> {
  /** How long an answer is good, where that may be less. */
  goodForMs?: (value: Value) => number
  sizeOf?: (value: Value) => number
  /** Bounds what is held in memory, also by a flood of made-up keys. */
  most?: number
}

interface Entry<Value> {
  value: Value
  freshUntil: number
}

/** One look-up for each key in half a second. @param look never answers undefined. */
export function freshly<Value>(
  look: (key: string) => Promise<Value>,
  { goodForMs = () => freshMs, sizeOf = () => 1, most = 10_000 }: Bounds<Value> = {},
): Fresh<Value> {
  const entries = new Map<string, Entry<Value>>()
  const looking = new Map<string, Promise<Value>>()
  const forgotten = new Map<string, number>()
  let size = 0

  async function lookUp(key: string): Promise<Value> {
    const since = performance.now()
    try {
      const value = await look(key)
      // What was read before a change is not what there is after it.
      if ((forgotten.get(key) ?? Number.NEGATIVE_INFINITY) < since) keep(key, value, since)
      return value
    } finally {
      looking.delete(key)
    }
  }

  /** For how long it is good was told at some time after the look-up began. */
  function keep(key: string, value: Value, since: number): void {
    const earlier = entries.get(key)
    size += sizeOf(value) - (earlier ? sizeOf(earlier.value) : 0)
    if (size > most) {
      entries.clear()
      size = sizeOf(value)
    }
    entries.set(key, { value, freshUntil: since + Math.min(freshMs, goodForMs(value)) })
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
    forget(key) {
      const entry = entries.get(key)
      if (entry) entry.freshUntil = 0
      looking.delete(key)
      if (forgotten.size >= most) forgotten.clear()
      forgotten.set(key, performance.now())
    },
  }
}
