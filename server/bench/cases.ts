import { columns } from '../src/core/customers/customer.ts'
import { contractCases } from './contract-cases.ts'
import { deepCursors, searchTerms, someCustomers } from './finds.ts'
import type { Requests } from './generator.ts'
import { emailOf, emailSql, hasEmail, idOf, idSql, idStep, scatter } from './load.ts'
import { nativeCases } from './native-cases.ts'
import type { Site } from './site.ts'

/** What a case is to reach. */
export type Target =
  | { atLeast: number; of: 'bare' | 'plain' | 'beside' }
  | { p99Ms: number }
  | { perSecond: number }

export interface Case {
  name: string
  requests(site: Site): Requests | Promise<Requests>
  /** Customers that a request writes; figures are of these. */
  rows: number
  /** The first number of its unique requests. */
  firstNumber: number
  /** Whether bare `node:http` answers the same beside it. */
  bare: boolean
  /** The case that asks the same of the consumers contract, to run beside it. */
  beside: string | null
  /** The plain statement for pgbench to run beside it. */
  plain: ((site: Site) => string) | null
  target: Target | null
}

const batchRows = 500
const pageRows = 20
const get = (...paths: string[]): Requests => ({ method: 'GET', paths, body: null })
const reading = { rows: 1, firstNumber: 0, bare: true, beside: null, plain: null, target: null }

/** In the order in which they run: what reads comes first, so that it meets the customers as they were loaded. */
export const cases: Case[] = [
  {
    ...reading,
    name: 'get',
    requests: ({ customers }) =>
      get(...someCustomers(customers).map((i) => `/api/consumers/${idOf(customers, i)}`)),
    plain: (site) =>
      `${anyId(site)}select ${all} from customers where ${own(site)} and id = ${idSql(':n::text')}`,
    target: { atLeast: 0.33, of: 'bare' },
  },
  {
    ...reading,
    name: 'list',
    requests: () => get('/api/consumers'),
    plain: (site) => `select ${all} from customers where ${live(site)} order by id desc limit ${pageRows}`,
    target: { atLeast: 0.35, of: 'plain' },
  },
  {
    ...reading,
    name: 'deep',
    requests: async (site) =>
      get(...(await deepCursors(site, 'createdAt')).map((cursor) => `/api/consumers?after=${cursor}`)),
    plain: (site) =>
      `${anyId(site)}select ${all} from customers where ${live(site)} and id < ${idSql(':n::text')} order by id desc limit ${pageRows}`,
  },
  {
    ...reading,
    name: 'deep-email',
    requests: async (site) =>
      get(
        ...(await deepCursors(site, 'email')).map(
          (cursor) => `/api/consumers?sortBy=email&sortDir=asc&after=${cursor}`,
        ),
      ),
    plain: (site) => `${anyEmail(site)}select ${all} from customers where ${live(site)}
      and (lower(email) collate "C", id) > (${emailSql(':e::text')}, ${idSql('10000000')}) order by lower(email) collate "C", id limit ${pageRows}`,
  },
  {
    ...reading,
    name: 'email',
    requests: ({ customers }) =>
      get(
        ...someCustomers(customers)
          .filter(hasEmail)
          .map((i) => `/api/consumers/search?email=${emailOf(i)}`),
      ),
    plain: (site) =>
      `${anyEmail(site)}select ${all} from customers where ${live(site)} and lower(email) collate "C" = ${emailSql(':e::text')}`,
  },
  ...(['match', 'miss'] as const).flatMap((kind) =>
    [2, 3, 8].map((length) => ({
      ...reading,
      name: `search-${length}-${kind}`,
      requests: async (site: Site) =>
        get(
          ...(await searchTerms(site, length, kind)).map(
            (term) => `/api/consumers?search=${encodeURIComponent(term)}`,
          ),
        ),
      bare: false,
      target: { p99Ms: 50 },
    })),
  ),
  {
    name: 'update',
    requests: ({ customers }) => ({
      method: 'PUT',
      paths: someCustomers(customers).map((i) => `/api/consumers/${idOf(customers, i)}`),
      body: '{"fullName":"Mira«n» Okafor","metadata":{"tier":"gold","visits":«n»},"smsOptOut":true}',
    }),
    rows: 1,
    firstNumber: 2_000_000,
    bare: true,
    beside: null,
    plain: (
      site,
    ) => `${anyId(site)}\\set u random(2000000, 9999999)\nupdate customers set full_name = 'Mira' || :u::text || ' Okafor', first_name = 'Mira' || :u::text,
      last_name = 'Okafor', metadata = jsonb_build_object('tier', 'gold', 'visits', :u::bigint), sms_promotional_consent = false,
      version = version + 1, updated_at = now(), updated_by = 'pgbench' where ${own(site)} and id = ${idSql(':n::text')}`,
    target: { atLeast: 0.65, of: 'plain' },
  },
  {
    name: 'create',
    requests: () => ({
      method: 'POST',
      paths: ['/api/consumers'],
      body: '{"email":"new«n»@shop.example","phone":"+1212«n»","fullName":"Nadia«n» Voss","metadata":{"tier":"gold","visits":«n»}}',
    }),
    rows: 1,
    firstNumber: 2_000_000,
    bare: true,
    beside: null,
    plain: (site) => plainInsert(site, 'plain', '+1917'),
    target: { atLeast: 0.9, of: 'plain' },
  },
  {
    name: 'batch',
    requests: () => ({
      method: 'POST',
      paths: ['/api/consumers/batch'],
      body: `{"consumers":[${batch().join()}]}`,
    }),
    rows: batchRows,
    firstNumber: 2000, // the row within the batch is the rest of the seven digits
    bare: true,
    beside: null,
    plain: (site) => plainInsert(site, 'other', '+1332'),
    target: { atLeast: 2.5, of: 'plain' },
  },
  ...nativeCases,
  ...contractCases,
]

function batch(): string[] {
  return Array.from({ length: batchRows }, (_, row) => {
    const n = `«n»${String(row).padStart(3, '0')}`
    return `{"email":"batch${n}@shop.example","phone":"+1646${n}","fullName":"Nadia${n} Voss","metadata":{"tier":"gold","visits":${row}},
      "emailVerified":false,"phoneVerified":false,"status":"ACTIVE"}`
  })
}

// What the plain statements share.
const all = Object.keys(columns).join(', ')
const own = ({ organizationId }: Site) => `organization_id = '${organizationId}'`
const live = (site: Site) => `${own(site)} and archived_at is null`
const anyId = ({ customers }: Site) => `\\set n 10000000 + random(1, ${customers}) * ${idStep(customers)}\n`
const anyEmail = ({ customers }: Site) =>
  `\\set i random(1, ${Math.floor(customers / 20) - 1}) * 20 + 7\n\\set e :i * ${scatter.factor} % ${scatter.modulus}\n`
const counted = `\\set count :count + 1\n\\set u 2000000 + :first + :client_id * :spacing + :count\n`

function plainInsert({ organizationId }: Site, mailbox: string, prefix: string): string {
  const id = `(lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7000' || '8000' || lpad(to_hex(:u::bigint), 12, '0'))::uuid`
  return `${counted}insert into customers (organization_id, id, number, created_at, created_by, email, phone, phone_e164, full_name, first_name, last_name, metadata)
    values ('${organizationId}', ${id}, ('${prefix}' || :u::text)::bigint, now(), 'pgbench', '${mailbox}' || :u::text || '@shop.example', '${prefix}' || :u::text, '${prefix}' || :u::text,
      'Nadia' || :u::text || ' Voss', 'Nadia' || :u::text, 'Voss', jsonb_build_object('tier', 'gold', 'visits', :u::bigint))`
}
