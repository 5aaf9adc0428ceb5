import type { Queryable } from '../../db/database.ts'
import type { Context } from '../context.ts'
import { alongIds, type Walk } from '../page-by-id.ts'
import type { IdentityRequest, RequestStatus } from './identity-request.ts'
import type { RequestFilter } from './list.ts'

const columns = `r.organization_id, r.id, r.number, r.kind, r.status, r.customer_id, r.target_id, r.old_value, r.new_value,
  r.reference, r.requested_at, r.created_at, r.created_by, r.decided_at, r.decided_by`

export type NewRequest = Pick<
  IdentityRequest,
  | 'id'
  | 'kind'
  | 'customer_id'
  | 'target_id'
  | 'old_value'
  | 'new_value'
  | 'reference'
  | 'requested_at'
  | 'created_at'
>

const insertText = `
with numbered as (
  insert into identity_request_numbers as n (organization_id, last) values ($1::text::uuid, 1)
  on conflict (organization_id) do update set last = n.last + 1
  returning n.last as number
), r as (
  insert into identity_requests (organization_id, id, number, kind, customer_id, target_id, old_value, new_value, reference,
    requested_at, created_at, created_by)
  select $1::text::uuid, i.id, n.number, i.kind, i.customer_id, i.target_id, i.old_value, i.new_value, i.reference,
    i.requested_at, i.created_at, $3
  from numbered n cross join jsonb_to_record($2::text::jsonb) as i(id uuid, kind text, customer_id uuid, target_id uuid,
    old_value jsonb, new_value jsonb, reference text, requested_at timestamptz, created_at timestamptz)
  on conflict (organization_id, customer_id, kind) where status = 'PENDING' do nothing
  returning *
)
select ${columns} from r`

/** Null where one of the kind is pending for the customer already. */
export async function insertRequest(
  db: Queryable,
  ctx: Context,
  request: NewRequest,
): Promise<IdentityRequest | null> {
  const parameters = [ctx.organizationId, JSON.stringify(request), ctx.actor]
  const [row] = await db.query<IdentityRequest>(insertText, parameters)
  return row ?? null
}

const selectText = `
select ${columns} from identity_requests r
where r.organization_id = $1::text::uuid and r.number = $2::text::bigint`

/** @param lock nobody else decides on it until the transaction ends. */
export async function selectRequest(
  db: Queryable,
  ctx: Context,
  number: number,
  lock = false,
): Promise<IdentityRequest | null> {
  const text = lock ? `${selectText} for update` : selectText
  const [row] = await db.query<IdentityRequest>(text, [ctx.organizationId, String(number)])
  return row ?? null
}

const decideText = `
update identity_requests r
set status = $3, decided_at = $4::text::timestamptz, decided_by = $5
where r.organization_id = $1::text::uuid and r.number = $2::text::bigint and r.status = 'PENDING'
returning ${columns}`

/** Null where there is no such request, or it has been decided. */
export async function decideRequest(
  db: Queryable,
  ctx: Context,
  number: number,
  status: Exclude<RequestStatus, 'PENDING'>,
): Promise<IdentityRequest | null> {
  const parameters = [ctx.organizationId, String(number), status, new Date().toISOString(), ctx.actor]
  const [row] = await db.query<IdentityRequest>(decideText, parameters)
  return row ?? null
}

/** The requests that fit, along their ids. */
export function selectRequests(
  db: Queryable,
  ctx: Context,
  { customerId, status, kind }: RequestFilter,
  walk: Walk,
): Promise<IdentityRequest[]> {
  // By statement and not by parameter, so that the generic plan takes the index of what is asked for.
  const wanted = [
    ['r.customer_id = $%::text::uuid', customerId],
    ['r.status = $%', status],
    ['r.kind = $%', kind],
  ].filter((one): one is [string, string] => one[1] !== undefined)
  const conditions = wanted.map(([condition], i) => condition.replace('%', String(i + 2)))
  const text = `select ${columns} from identity_requests r
    where ${['r.organization_id = $1::text::uuid', ...conditions].join(' and ')} and ${alongIds('r.id', walk, wanted.length + 2)}`
  const values = wanted.map(([, value]) => value)
  return db.query<IdentityRequest>(text, [ctx.organizationId, ...values, walk.from, walk.rows])
}
