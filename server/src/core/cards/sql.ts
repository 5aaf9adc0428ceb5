import type { Queryable } from '../../db/database.ts'
import type { Gathered } from '../../db/gather.ts'
import type { Context } from '../context.ts'
import { alongIds, type Walk } from '../page-by-id.ts'
import type { CardStatus, Enrolment } from './enrolment.ts'
import { type CardProgramme, type CardProgrammeChanges, shown } from './programme.ts'

const insertText = `
insert into card_programmes (organization_id, id, name, merchant_key, created_by)
values ($1::text::uuid, $2::text::uuid, $3, $4, $5)
returning ${shown}`

/** Raises a violation of `card_programmes_name` for a name that is in use. */
export async function insertProgramme(
  db: Queryable,
  ctx: Context,
  id: string,
  { name, merchant_key = null }: CardProgrammeChanges & { name: string },
): Promise<CardProgramme> {
  const parameters = [ctx.organizationId, id, name, merchant_key, ctx.actor]
  const [inserted] = await db.query<CardProgramme>(insertText, parameters)
  return inserted as CardProgramme
}

// What changes nothing leaves the time alone.
const updateText = `
with meant as (
  select p.organization_id, p.id, n.name, n.merchant_key from card_programmes p
  cross join lateral jsonb_populate_record(p, $3::text::jsonb) n
  where p.organization_id = $1::text::uuid and p.id = $2::text::uuid
  for update of p
), changed as (
  update card_programmes p set name = m.name, merchant_key = m.merchant_key, updated_at = now(), updated_by = $4
  from meant m where p.organization_id = m.organization_id and p.id = m.id
    and (p.name, p.merchant_key) is distinct from (m.name, m.merchant_key)
  returning p.*
)
select ${shown} from changed
union all
select ${shown} from card_programmes where organization_id = $1::text::uuid and id = $2::text::uuid
  and not exists (select from changed)`

/** Null for one that is not there. Raises a violation of `card_programmes_name` for a name that is in use. */
export async function updateProgramme(
  db: Queryable,
  ctx: Context,
  id: string,
  changes: CardProgrammeChanges,
): Promise<CardProgramme | null> {
  const parameters = [ctx.organizationId, id, JSON.stringify(changes), ctx.actor]
  return (await db.query<CardProgramme>(updateText, parameters))[0] ?? null
}

/** Null for one that is not the organization's. */
export async function selectProgramme(
  db: Queryable,
  organizationId: string,
  id: string,
): Promise<CardProgramme | null> {
  const text = `select ${shown} from card_programmes where organization_id = $1::text::uuid and id = $2::text::uuid`
  return (await db.query<CardProgramme>(text, [organizationId, id]))[0] ?? null
}

/** The organization's programmes along their ids. */
export function selectProgrammes(
  db: Queryable,
  organizationId: string,
  walk: Walk,
): Promise<CardProgramme[]> {
  const text = `select ${shown} from card_programmes where organization_id = $1::text::uuid and ${alongIds('id', walk, 2)}`
  return db.query<CardProgramme>(text, [organizationId, walk.from, String(walk.rows)])
}

interface Holder {
  organization_id: string
  customer_id: string
}

// After a merge somebody may have one programme twice: it is open where either is.
const enrolmentsText = `
select i.place, p.id as card_programme_id, p.name, p.merchant_key, max(e.status) as status,
  min(e.created_at) as created_at, max(e.updated_at) as updated_at
from unnest($1::text::uuid[], $2::text::uuid[]) with ordinality as i(organization_id, customer_id, place)
join card_enrolments e on e.organization_id = i.organization_id and e.customer_id = i.customer_id
join card_programmes p on p.organization_id = e.organization_id and p.id = e.card_programme_id
group by i.place, p.organization_id, p.id
order by i.place, p.id`

/** The cards of each customer, in the order in which their programmes were set up. */
export const enrolmentsGathered: Gathered<Holder, Enrolment[]> = {
  lane: 'reads',
  async run(db, holders) {
    const rows = await db.query<Enrolment & { place: number }>(enrolmentsText, [
      `{${holders.map((one) => one.organization_id).join()}}`,
      `{${holders.map((one) => one.customer_id).join()}}`,
    ])
    const found = holders.map((): Enrolment[] => [])
    for (const { place, ...enrolment } of rows) found[place - 1]?.push(enrolment)
    return found
  },
}

// Whoever was merged may hold the programme for somebody else too: there is one status for all of them.
const enrolText = `
with held as (
  select made_for from card_enrolments
  where organization_id = $1::text::uuid and customer_id = $2::text::uuid and card_programme_id = $3::text::uuid
), others as (
  update card_enrolments set status = $4, updated_at = now(), updated_by = $5
  where organization_id = $1::text::uuid and customer_id = $2::text::uuid and card_programme_id = $3::text::uuid
    and made_for <> customer_id and status <> $4
  returning made_for
)
insert into card_enrolments as e (organization_id, made_for, card_programme_id, customer_id, status, created_by)
select $1::text::uuid, $2::text::uuid, $3::text::uuid, $2::text::uuid, $4, $5
where not exists (select from held) or exists (select from held where made_for = $2::text::uuid)
on conflict (organization_id, made_for, card_programme_id) do update
  set status = excluded.status, updated_at = now(), updated_by = excluded.created_by
  where e.status <> excluded.status`

/** Gives a customer a card, or another status of one that it has; what changes nothing is left alone. */
export async function putEnrolment(
  db: Queryable,
  ctx: Context,
  customerId: string,
  programmeId: string,
  status: CardStatus,
): Promise<void> {
  await db.query(enrolText, [ctx.organizationId, customerId, programmeId, status, ctx.actor])
}
