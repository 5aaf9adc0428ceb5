import type { Figure, Members } from '../../core/customers/members-sql.ts'
import type { Programme, Tier } from '../../core/loyalty/programme.ts'
import type { Setup } from '../../core/setup/setup.ts'
import { type Cond, invalid, numberIn, type Part, partsOf } from './query-conditions.ts'

/** Whether a condition is about the default programme: its tiers, or what its members bought. */
export function isOfMembers({ attribute }: Cond, setup: Setup): boolean {
  // Where there is no such programme, customers have purchases of their own, and nobody has a tier.
  return attribute === 'slab' || (attribute === 'lifetime_purchases' && defaultOf(setup) !== undefined)
}

/**
 * The members of the default programme that such conditions ask for: undefined where there are no conditions, null
 * where there is no programme. Raises invalid.
 */
export function membersIn(conditions: readonly Cond[], setup: Setup): Members | undefined | null {
  if (conditions.length === 0) return undefined
  const programme = defaultOf(setup)
  const figures = conditions.flatMap((cond) =>
    partsOf(cond).map((part) =>
      cond.attribute === 'slab' ? tierFigure(programme?.tiers ?? [], part) : purchasesFigure(part),
    ),
  )
  return programme ? { programmeId: programme.id, figures } : null
}

const defaultOf = ({ programmes }: Setup): Programme | undefined =>
  programmes.find(({ is_default }) => is_default)

/** Tiers are named in any case; what is less is a lower tier. A name that no tier has is nobody's. */
function tierFigure(tiers: readonly Tier[], { operator, values }: Part): Figure {
  const [first = ''] = values.map((value) => value.toLowerCase())
  const those = (test: (name: string) => boolean) => serialsOf(tiers, test)
  const isNamed = (name: string) => values.some((value) => value.toLowerCase() === name)
  switch (operator) {
    case 'eq':
    case 'in':
      return { figure: 'tier', operator: 'in', values: those(isNamed) }
    case 'prefix':
      return { figure: 'tier', operator: 'in', values: those((name) => name.startsWith(first)) }
    case 'suffix':
      return { figure: 'tier', operator: 'in', values: those((name) => name.endsWith(first)) }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return { figure: 'tier', operator, values: those(isNamed) }
    default:
      return operator satisfies never
  }
}

const serialsOf = (tiers: readonly Tier[], test: (name: string) => boolean): string[] =>
  tiers.filter(({ name }) => test(name.toLowerCase())).map(({ serial }) => String(serial))

function purchasesFigure({ operator, values }: Part): Figure {
  if (operator === 'prefix' || operator === 'suffix') throw invalid()
  return {
    figure: 'purchases',
    operator: operator === 'eq' ? 'in' : operator,
    values: values.map(numberIn),
  }
}
