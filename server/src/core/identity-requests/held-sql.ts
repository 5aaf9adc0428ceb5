/** What of the requests an export of these people (`$2`) shows: of a request of somebody else, nothing of what they had. */
export const heldRequests = `
  (select coalesce(jsonb_agg(case when r.customer_id = any($2::text::uuid[]) then to_jsonb(r) - 'organization_id'
      else to_jsonb(r) - 'organization_id' - 'old_value' end order by r.id), '[]')
    from identity_requests r
    where r.organization_id = $1::text::uuid
      and (r.customer_id = any($2::text::uuid[]) or r.target_id = any($2::text::uuid[])))`

/**
 * Empties the requests that are about these people (`$2`), and rejects by the actor (`$3`) what was waiting: there is
 * nothing left that could be done. What a request takes from one of them is theirs, what its own customer had is not.
 */
export const emptyRequests = `
  update identity_requests set new_value = null, reference = null,
    old_value = case when customer_id = any($2::text::uuid[]) then null else old_value end,
    status = case status when 'PENDING' then 'REJECTED' else status end,
    decided_at = coalesce(decided_at, now()), decided_by = coalesce(decided_by, $3)
  where organization_id = $1::text::uuid and (customer_id = any($2::text::uuid[]) or target_id = any($2::text::uuid[]))`
