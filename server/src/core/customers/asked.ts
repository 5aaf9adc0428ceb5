import type { Column } from './customer.ts'
import type { Filter } from './filter.ts'
import type { ListQuery } from './list.ts'
import type { Asked } from './mask.ts'

/** Every column that a list is chosen or ordered by, and what of the request asks for it. */
export function* askedOf(query: ListQuery): Generator<Asked> {
  yield [['sort'], query.sort]
  if (query.search !== undefined) yield* searched('search', ['email', 'phone', 'full_name'])
  if (query.email !== undefined) yield [['email'], 'email']
  if (query.phone !== undefined) yield [['phone'], 'phone']
  if (query.externalId !== undefined) yield [['externalId'], 'external_id']
  if (query.filter) yield* filtered(query.filter)
}

/** The columns that a term is searched in. */
export function searched(parameter: string, columns: readonly Column[]): Asked[] {
  return columns.map((column) => [[parameter], column])
}

function* filtered(filter: Filter): Generator<Asked> {
  if ('all' in filter) for (const part of filter.all) yield* filtered(part)
  else if ('any' in filter) for (const part of filter.any) yield* filtered(part)
  else yield [['filter', [filter.column, ...filter.path].join('.')], filter.column]
}
