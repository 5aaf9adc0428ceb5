import { type Column, type Customer, columns } from './customer.ts'

/** A whole row: the columns that leave the database, and the one that stays in it. */
export type Person = Customer & {
  /** `\x` and hexadecimal digits. */
  ssn_hash: string | null
}

export type PersonColumn = keyof Person
export type Value = Person[PersonColumn]

export const isColumn = (name: string): name is Column => name in columns

/** Marks such as `email_verified` say nothing of themselves, only about the value that they stand beside. */
export const isMark = (name: PersonColumn): boolean => isColumn(name) && columns[name] === 'boolean'
