/** What is known of an identifier that was sent for a customer. */
export interface Standing {
  role: 'primary' | 'secondary'
  /** What the customer has in its place. */
  stored: 'none' | 'same' | 'other'
  /** Whether the organization lets an update fill it where there is none. */
  fills: boolean
  /** Who else holds the value: a contact takes no part in loyalty and has no history, an account is anybody else. */
  holder: 'nobody' | 'contact' | 'account'
  /** What the organization wants of a value that another holds; skip goes before strict. */
  mode: 'skip' | 'strict' | 'merge'
}

/** What becomes of an identifier that was sent. */
export type Fate =
  | 'nothing'
  | 'filled'
  /** The holder becomes part of the customer, which has the value then. */
  | 'merged'
  | 'update_not_allowed'
  | 'primary_fixed'
  | 'held_by_another'
  /** The whole item is refused. */
  | 'mismatch'

/**
 * Contract sheet §3.1 and §7-8, whose letters these are; the first line that fits decides. That another holds the value
 * goes before what the customer itself may take, since the mismatch of accounts is what strict and skip are about. A
 * merge is made only where the customer may take the value that it would bring.
 */
const table: readonly [letter: string, Partial<Standing>, Fate][] = [
  ['a', { stored: 'same' }, 'nothing'],
  ['b', { holder: 'nobody', stored: 'none', fills: true }, 'filled'],
  ['c', { holder: 'nobody', stored: 'none', fills: false }, 'update_not_allowed'],
  ['d', { holder: 'nobody', stored: 'other', role: 'secondary' }, 'update_not_allowed'],
  ['d', { holder: 'nobody', stored: 'other', role: 'primary' }, 'primary_fixed'],
  ['e', { mode: 'skip' }, 'held_by_another'],
  ['e', { mode: 'strict' }, 'mismatch'],
  ['e', { holder: 'contact', stored: 'none', fills: true }, 'merged'],
  ['e', {}, 'held_by_another'],
]

/** What becomes of an identifier that stands like this. */
export function fateOf(standing: Standing): Fate {
  const fitting = table.find(([, line]) =>
    (Object.keys(line) as (keyof Standing)[]).every((name) => line[name] === standing[name]),
  )
  // The last line fits all.
  return fitting ? fitting[2] : 'held_by_another'
}
