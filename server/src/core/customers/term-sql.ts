// What is asked of the text of a customer: that it has the term that is searched for.

/** The last number in a term that is long enough to tell more than all the rest of it. */
export const numberIn = (search: string | undefined) => search?.match(/\d{6,}/g)?.at(-1) ?? null

/**
 * Whether `customer_search_joint` tells something of the term: it has two spaces or more, or one with a character before
 * and two behind. A term beyond ASCII is folded into digits.
 */
export const hasJoint = (term: string) =>
  /^[ -~]+$/.test(term) && (/[^ ] [^ ]{2}/.test(term) || / .* /.test(term))

/** Rows of what is given with what is derived from the term: once for each, where a function would run for every customer. */
export const withTerm = (rows: string) => `(
  select i.*, replace(folded, pair, '.') as apart, customer_search_joint(folded) as joint from (
    select i.*, 'q' || left(folded, 1) as pair from (
      select i.*, lower(search) as term, case when search is not null then customer_search_term(search) end as folded
      from ${rows} offset 0
    ) i
  ) i offset 0
) i`

const has = 'strpos(c.search_key, i.folded) > 0'

// Of a character that is no letter the key has two, `q` and another, which may look like the beginning of the term: in
// the key of Vera Albury is `qsal`. As a character of its own it does not.
const begins = "strpos(replace(c.search_key, i.pair, '.'), i.apart) > 0"

/** What is true of whoever has the term, and of few others. It costs a third of the rest, and an index has it. */
export const mayMatch = `(${has} and ${begins})`

/** That a customer has the term. */
export const matches = `(${mayMatch}
  and (strpos(lower(c.email), i.term) > 0 or strpos(lower(c.phone), i.term) > 0 or strpos(lower(c.full_name), i.term) > 0))`

const joint = 'customer_search_joint(c.search_key) collate "C"'

/** Of a term with a joint: who has the same, and who has several. Together these are all that have the term. */
export const haveJoint = [`${joint} = i.joint collate "C"`, `${joint} = '*' and i.joint <> '*'`] as const

/** The same as far as the index can tell, and of few others. Two characters may be no trigram. */
export function isCandidate(search: string): string {
  if (search.length < 3)
    return 'customer_search_entry(c.search_key) ~ (select customer_search_pattern(i.search))'
  return Array.from({ length: mostPieces }, (_, nth) => hasPiece(nth)).join(' and ')
}

const mostPieces = 6

// Of a number the end: how numbers begin many share, and the index goes through whoever has a piece.
const inPieces = `(select coalesce(right(i.number, 7), i.folded) as term offset 0) t
  cross join lateral (select least((length(term) - 2) / 2 + 1, ${mostPieces}) as pieces offset 0) p`

// Every second trigram of the term, as conditions of their own: for all of them in one condition the index takes two to
// four times as long where they are digits, and as long where they are letters. Where there are fewer pieces the last one
// is asked for again, which costs nothing, so that terms of all lengths go together.
function hasPiece(nth: number): string {
  const start = `1 + (length(term) - 3) * least(${nth}, pieces - 1) / greatest(pieces - 1, 1)`
  // Half of what stands for a character that is no letter is a letter: of ` ho` everybody at a shop has `sho`, not `qsh`.
  const whole = "start - (substr(term, start - 1, 1) = 'q')::integer"
  return `customer_search_entry(c.search_key) like (select '%' || substr(term, ${whole}, 3) || '%'
  from ${inPieces} cross join lateral (select ${start} as start offset 0) s)`
}
