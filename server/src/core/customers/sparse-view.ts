import { type Column, type Customer, columns } from './customer.ts'
import { literal, plain, type View } from './view.ts'

/** A member of a view that is absent where there is nothing to tell. */
export interface Told {
  /** As JSON; empty where there is nothing. */
  write(customer: Customer): string
  /** The SQL expression of the same text over `customers c`; null where there is nothing. */
  sql: string
}

type Named = readonly (readonly [name: string, member: Told])[]

/** The view that has the id in capitals and, of these members, those that there is something to tell of. */
export function sparseViewOf(members: Named): View {
  const { write, sql } = membersOf(members)
  return {
    write: (customer) => `{"id":"${customer.id.toUpperCase()}"${write(customer)}}`,
    sql: `concat('{"id":"', upper(c.id::text), '"', ${sql}, '}')`,
  }
}

/** A column; nothing where it is null or empty. */
export function told(column: Column): Told {
  return {
    write: (customer) => {
      const value = customer[column]
      const isEmpty = typeof value === 'object' && Object.keys(value ?? {}).length === 0
      return isEmpty || value === '' ? '' : plain(column).write(customer)
    },
    sql: sqlOf(column),
  }
}

function sqlOf(column: Column): string {
  const kind = columns[column]
  const name = `c.${column}`
  switch (kind) {
    case 'text':
    case 'text?':
      return `to_json(nullif(${name}, ''))::text`
    case 'json?':
      return `nullif(${name}, '{}')::text`
    default: {
      const [before = '', expression, after = ''] = plain(column).sql ?? []
      return `nullif(${literal(before)} || ${expression} || ${literal(after)}, 'null')`
    }
  }
}

/** The first of two columns that has something. */
export function firstOf(one: Column, other: Column): Told {
  const [first, second] = [told(one), told(other)]
  return {
    write: (customer) => first.write(customer) || second.write(customer),
    sql: `coalesce(${first.sql}, ${second.sql})`,
  }
}

/** An object of what there is to tell of these; nothing where that is nothing. */
export function objectOfTold(members: Named): Told {
  const { write, sql } = membersOf(members)
  return {
    write: (customer) => {
      const text = write(customer)
      return text && `{${text.slice(1)}}`
    },
    sql: `'{' || nullif(substr(concat(${sql}), 2), '') || '}'`,
  }
}

/** The members one after the other, a comma before each. */
function membersOf(members: Named): Told {
  const parts = members.map(([name, member]) => ({ ...member, opening: `,${JSON.stringify(name)}:` }))
  return {
    write(customer) {
      let text = ''
      for (const { opening, write } of parts) {
        const value = write(customer)
        if (value) text += opening + value
      }
      return text
    },
    sql: parts.map(({ opening, sql }) => `${literal(opening)} || ${sql}`).join(),
  }
}
