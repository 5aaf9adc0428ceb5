import type { Context } from '../context.ts'

/** What the code of a store is compared with: every part must hold. */
export interface CodePart {
  operator: keyof typeof comparators | 'in' | 'prefix' | 'suffix'
  /** More than one for `in` alone. */
  values: string[]
}

const comparators = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** Codes of the tills, active or not, of the stores with such a code; at most so many. Starts and ends are in any case. */
export async function tillsOfStores(
  { db, organizationId }: Context,
  parts: readonly CodePart[],
  most: number,
): Promise<string[]> {
  const parameters = [organizationId]
  const conditions = parts.map((part) => conditionOf(part, (value) => `$${parameters.push(value)}::text`))
  const text = `
select t.code from stores s join tills t on t.organization_id = s.organization_id and t.store_id = s.id
where s.organization_id = $1::text::uuid and ${conditions.join(' and ')} limit ${most}`
  const rows = await db.query<{ code: string }>(text, parameters, { prepare: false })
  return rows.map(({ code }) => code)
}

function conditionOf({ operator, values }: CodePart, bind: (value: string) => string): string {
  const operands = values.map(bind)
  const [first] = operands
  switch (operator) {
    case 'in':
      return `s.code in (${operands.join()})`
    case 'prefix':
      return `starts_with(lower(s.code), lower(${first}))`
    case 'suffix':
      return `right(lower(s.code), char_length(${first})) = lower(${first})`
    case 'eq':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return `s.code collate "C" ${comparators[operator]} ${first}`
    default:
      return operator satisfies never
  }
}
