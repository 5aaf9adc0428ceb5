import type { FastifyRequest } from 'fastify'
import { Refusal } from '../../core/problem.ts'
import type { Setup } from '../../core/setup/setup.ts'

export type Parameters = ReadonlyMap<string, string>

/** The query as text by name; an empty parameter counts as absent, and one that is repeated as a list with commas. */
export function parametersOf({ query }: FastifyRequest): Parameters {
  const given = Object.entries((query ?? {}) as Record<string, string | string[]>)
  return new Map(
    given.map(([name, value]) => [name, [value].flat().join()] as const).filter(([, text]) => text),
  )
}

/** Whom a look-up asks for: by what, and each value (contract sheet §4.2). */
export interface Sought {
  by: SoughtBy
  values: string[]
}
export type SoughtBy = (typeof soughtBy)[number]
const soughtBy = ['id', 'mobile', 'email', 'external_id', 'card_number', 'card_external_id'] as const

/** Null where nobody is named. Raises registration (batch_limit). */
export function soughtIn(parameters: Parameters, { rules }: Setup): Sought | null {
  const by = soughtBy.find((name) => parameters.has(name))
  if (!by) return null
  const values = (parameters.get(by) ?? '')
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '')
  if (values.length > rules.batch_limit)
    throw new Refusal({ kind: 'registration', rule: 'batch_limit', field: null })
  return values.length === 0 ? null : { by, values }
}
