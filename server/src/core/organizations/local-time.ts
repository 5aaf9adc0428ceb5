/** `2024-05-02T08:15:03.000Z` as it is on the clocks of a time zone: `2024-05-02 10:15:03`. */
export function toLocal(iso: string, timeZone: string): string {
  if (timeZone === 'UTC') return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
  throw new Error('not built yet')
}

/** A time on the clocks of a time zone, as ISO 8601 in UTC; null for what is none. An offset is ignored. */
export function fromLocal(_text: string, _timeZone: string): string | null {
  throw new Error('not built yet')
}
