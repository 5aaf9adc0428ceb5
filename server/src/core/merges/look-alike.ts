/** What another record of the same person would be found under. */

const mostVariants = 128
const gmail = new Set(['gmail.com', 'googlemail.com'])

/** A mailbox as it may have been written elsewhere. */
export interface Spellings {
  /** Whole addresses, in lower case. */
  addresses: string[]
  /** What an address with a tag begins with: `ada.lovelace+`. */
  tagged: string[]
}

/** The same mailbox with other dots and with any tag: all spellings of short names, those with the fewest dots of long ones. */
export function spellingsOf(email: string): Spellings {
  const { name, domain } = partsOf(email)
  const names = new Set([name, ...dotted(name.replaceAll('.', ''))])
  const domains = gmail.has(domain) ? [...gmail] : [domain]
  return {
    addresses: [...names].flatMap((each) => domains.map((at) => `${each}@${at}`)),
    tagged: [...names].map((each) => `${each}+`),
  }
}

/** The mailbox without case, tag and dots: what two spellings of one have in common. */
export function mailboxOf(email: string): string {
  const { name, domain } = partsOf(email)
  return `${name.replaceAll('.', '')}@${gmail.has(domain) ? 'gmail.com' : domain}`
}

function partsOf(email: string): { name: string; domain: string } {
  const lower = email.toLowerCase()
  const at = lower.lastIndexOf('@')
  const [name = ''] = lower.slice(0, at).split('+')
  return { name: name || lower.slice(0, at), domain: lower.slice(at + 1) }
}

/** The name with every choice of dots between its letters, fewest first, as far as there is room. */
function dotted(letters: string): string[] {
  const all = [letters]
  // Each is extended behind its last dot only, so that none is made twice.
  let latest = [{ text: letters, from: 1 }]
  while (latest.length > 0 && all.length < mostVariants) {
    const next: typeof latest = []
    for (const { text, from } of latest)
      for (let at = from; at < text.length && all.length < mostVariants; at++) {
        const longer = `${text.slice(0, at)}.${text.slice(at)}`
        next.push({ text: longer, from: at + 2 })
        all.push(longer)
      }
    latest = next
  }
  return all
}

const fewestDigits = 7

/** The digits that tell a number apart: without zeros before it, as with and without the prefix of a country. */
export function digitsOf(phone: string | null): string | null {
  const digits = phone?.replace(/\D/g, '').replace(/^0+/, '') ?? ''
  return digits.length < fewestDigits ? null : digits
}

/** What the search keys of numbers with the same last digits are LIKE, together or as 555-010-0123. */
export function phonePatterns(phone: string | null): string[] {
  const digits = digitsOf(phone)
  if (digits === null) return []
  const last = digits.slice(-10)
  return [last.length < 10 ? `%${last}%` : `%${last.slice(0, 3)}%${last.slice(3, 6)}%${last.slice(6)}%`]
}

// Fewer letters would be met by too many, and by few of the same person.
const fewestLetters = 3

/**
 * What the search keys of similar names are LIKE: the same last name with a first name that begins alike, the same first
 * name with a last name that begins alike, and the two in the other order. Apart, and no regular expressions: of
 * alternatives and of classes of letters the index looks up too little (1.1 s at a million customers, against 4 ms).
 */
export function namePatterns(fullName: string | null): string[] {
  const words = (fullName ?? '')
    .trim()
    .toLowerCase()
    .split(/[\s,]+/)
  const [first, last] = [folded(words[0] ?? ''), folded(words.at(-1) ?? '')]
  if (words.length < 2 || first.length < fewestLetters || last.length < fewestLetters) return []
  return [
    `%qo${first.slice(0, 2)}%qs${last}%`,
    `%qo${first}%qs${last.slice(0, 4)}%`,
    `%qo${last}%qs${first}%`,
  ]
}

const codes: Record<string, string> = { q: 'qk', '.': 'qd', ' ': 'qs', '@': 'qa', '+': 'qp' }

/** As customer_search_key() folds text: whatever is no letter or digit becomes two letters. */
const folded = (text: string) =>
  [...text].map((char) => codes[char] ?? (/[a-z0-9]/.test(char) ? char : 'qo')).join('')
