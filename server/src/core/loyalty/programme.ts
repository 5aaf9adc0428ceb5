/** A loyalty programme of an organization. Points and amounts are decimal digits. */
export interface Programme {
  id: string
  /** The same for contracts whose ids are integers. */
  number: number
  name: string
  description: string
  /** Its figures stand in the loyalty columns of customers, too. */
  is_default: boolean
  /** Days after which points expire, at the end of the day; null: never. */
  points_valid_days: number | null
  /** Which figure the thresholds of tiers are compared with; returns count against both. */
  tiers_by: TierFigure
  /** Places behind the point that points may have. */
  decimals: number
  /** Points earned by a unit of currency; null: whoever posts says how many. */
  points_per_currency: string | null
  /** What a point is worth in currency; nothing is computed with it. */
  points_to_currency: string | null
  incentive: Incentive | null
  /** By serial, from 1; empty for a programme without tiers. */
  tiers: Tier[]
  /** ISO 8601, UTC. */
  created_at: string
  updated_at: string | null
}

/** What tiers are reached by. */
export type TierFigure = (typeof tierFigures)[number]
export const tierFigures = ['lifetime_points', 'lifetime_purchases'] as const

/** Points for a complete profile, once for ever. */
export interface Incentive {
  /** Columns of a customer, or members of its free ones: `custom_fields.shoe_size`. */
  fields: string[]
  points: string
}

export interface Tier {
  serial: number
  name: string
  description: string
  /** The figure from which a member is in it; the first has none. */
  threshold: string | null
  /** Days after which it ends, at the end of the day; null: 100 years. */
  valid_days: number | null
  /** The figure of the time in it that renews it; null: it is renewed anyway. */
  keep_threshold: string | null
}

/** What an organization has set up, as far as points are concerned: the default programme first. */
export interface Programmes {
  programmes: readonly Programme[]
}
