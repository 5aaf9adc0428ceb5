import { sums } from './memberships.ts'

/**
 * What is held about people's points, for their export: by name, the rows of these ids ($2) of an organization ($1).
 * Entries are theirs for whom they were posted, also while another has them after a merge.
 */
export const heldPoints = {
  memberships: rows('memberships', 'customer_id', 'programme_id', sums),
  points: rows('points_ledger', 'posted_for', 'id', ['points', 'purchase', 'balance_after']),
  tier_changes: rows('tier_changes', 'customer_id', 'id', []),
} as const

/** @param decimals columns that are told as text: numbers of JSON lose digits. */
function rows(table: string, whose: string, order: string, decimals: readonly string[]): string {
  const asText = decimals.map((name) => `'${name}', b.${name}::text`)
  return `(select coalesce(jsonb_agg((to_jsonb(b) - 'organization_id') || jsonb_build_object(${asText.join()}) order by b.${order}), '[]')
    from ${table} b where b.organization_id = $1::text::uuid and b.${whose} = any($2::text::uuid[]))`
}

/** Empties what may tell of a person; the figures stay, so that the sums of the organization still hold. */
export const emptyPoints = `
update points_ledger set note = null, reference = null
where organization_id = $1::text::uuid and posted_for = any($2::text::uuid[]) and (note is not null or reference is not null)`
