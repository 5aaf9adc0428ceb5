/** `2024-05-02T08:15:03.000Z` as it is on the clocks of a time zone: `2024-05-02 10:15:03`. 1 µs, in UTC 0.1. */
export function toLocal(iso: string, timeZone: string): string {
  if (timeZone === 'UTC') return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
  return clockOf(timeZone).format(Date.parse(iso)).padStart(textLength, '0')
}

/**
 * A time on the clocks of a time zone, as ISO 8601 in UTC; null for what is none. The text is `2024-05-02 10:15:03` or
 * a date, which is taken as its midnight; an offset, or a fraction of a second, is ignored (contract sheet §3.9). Of a
 * time that the clocks show twice it is the first; one that they skip is as much later as they are put forward.
 */
export function fromLocal(text: string, timeZone: string): string | null {
  const asIfUtc = parse(text)
  if (asIfUtc === null) return null
  const at = timeZone === 'UTC' ? asIfUtc : instantOf(asIfUtc, clockOf(timeZone))
  // Beyond these years ISO 8601 needs a sign and PostgreSQL another notation.
  return at >= earliest && at <= latest ? new Date(at).toISOString() : null
}

const textLength = 'YYYY-MM-DD HH:MM:SS'.length
const dayMs = 86_400_000
const earliest = Date.parse('0001-01-01T00:00:00Z')
const latest = Date.parse('9999-12-31T23:59:59Z')
const mostClocks = 500

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Making one takes some 50 µs. Sweden writes dates and times as we do. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  const two = '2-digit'
  const fields = { year: 'numeric', month: two, day: two, hour: two, minute: two, second: two } as const
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, hourCycle: 'h23', ...fields })
  if (clocks.size >= mostClocks) clocks.clear()
  clocks.set(timeZone, clock)
  return clock
}

const localTime =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?)?(?:Z| ?[+-]\d\d:?\d\d)?$/

/** Milliseconds since 1970 of the time if it were UTC's; null for what is no time of the calendar. */
function parse(text: string): number | null {
  const parts = localTime.exec(text)
  if (!parts) return null
  const [, date, month, day, hour = '00', minute = '00', second = '00'] = parts
  const iso = `${date}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  const at = Date.parse(iso)
  // The platform takes 30 February for 1 March, and 24:00 for the next day.
  return Number.isNaN(at) || new Date(at).toISOString() !== iso ? null : at
}

/** The offsets a day before and a day after are those before and after a change of the clocks in between. */
function instantOf(asIfUtc: number, clock: Intl.DateTimeFormat): number {
  const before = offsetAt(asIfUtc - dayMs, clock)
  const after = offsetAt(asIfUtc + dayMs, clock)
  const first = asIfUtc - before
  if (before === after || offsetAt(first, clock) === before) return first
  const second = asIfUtc - after
  // Clocks show it by neither offset: they skip it.
  return offsetAt(second, clock) === after ? second : first
}

/** How far the clocks are ahead of UTC, in milliseconds. */
function offsetAt(at: number, clock: Intl.DateTimeFormat): number {
  const text = clock.format(at).padStart(textLength, '0')
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11)}Z`) - Math.floor(at / 1000) * 1000
}
