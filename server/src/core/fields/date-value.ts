/**
 * A date as `1998-12-01`, also where it was sent as `1998/12/01`; a time with an offset as `1998-12-01T08:15:00Z`, in
 * UTC; null for anything else (contract sheet §3.4).
 */
export function canonicalDate(text: string): string | null {
  const date = /^(\d{4})([-/])(\d\d)\2(\d\d)$/.exec(text)
  if (date) return realDate(`${date[1]}-${date[3]}-${date[4]}`)
  const time = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.exec(text)
  if (!time || !realDate(time[1] as string)) return null
  const at = Date.parse(text)
  if (Number.isNaN(at) || at < earliest || at > latest) return null
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

const earliest = Date.parse('0001-01-01T00:00:00Z')
const latest = Date.parse('9999-12-31T23:59:59Z')

/** The date, if it is in the calendar. */
function realDate(date: string): string | null {
  const at = Date.parse(date)
  // The platform takes 30 February for 1 March.
  const isReal = !Number.isNaN(at) && at >= earliest && new Date(at).toISOString().startsWith(date)
  return isReal ? date : null
}
