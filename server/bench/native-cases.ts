import type { Case } from './cases.ts'
import { someCustomers } from './finds.ts'
import { idOf } from './load.ts'
import type { Site } from './site.ts'

const single = { rows: 1, bare: false, plain: null }
// The native contract is to cost no more than 5 % over the consumers contract.
const asFast = { atLeast: 0.95, of: 'beside' } as const

const ids = ({ customers }: Site) =>
  someCustomers(customers).map((i) => `/v1/customers/${idOf(customers, i)}`)
const batchRows = 500

/** The native contract, each case in turns with its like of the consumers contract where there is one. */
export const nativeCases: Case[] = [
  {
    ...single,
    name: 'native-get',
    requests: (site) => ({ method: 'GET', paths: ids(site), body: null }),
    firstNumber: 0,
    beside: 'get',
    target: asFast,
  },
  {
    ...single,
    name: 'native-patch',
    requests: (site) => ({
      method: 'PATCH',
      paths: ids(site),
      body: '{"full_name":"Mira«n» Okafor","metadata":{"tier":"gold","visits":«n»},"sms_promotional_consent":false}',
    }),
    firstNumber: 3_000_000,
    beside: 'update',
    target: asFast,
  },
  {
    ...single,
    name: 'native-create',
    requests: () => ({
      method: 'POST',
      paths: ['/v1/customers'],
      body: '{"email":"native«n»@shop.example","phone":"+1213«n»","full_name":"Nadia«n» Voss","metadata":{"tier":"gold","visits":«n»}}',
    }),
    firstNumber: 3_000_000,
    beside: 'create',
    target: asFast,
  },
  {
    ...single,
    name: 'native-upsert',
    requests: () => ({
      method: 'PUT',
      paths: ['/v1/customers/by/external_id/e«n»'],
      body: '{"full_name":"Nadia«n» Voss","metadata":{"visits":«n»}}',
    }),
    firstNumber: 4_000_000,
    beside: null,
    target: null,
  },
  {
    ...single,
    name: 'native-each',
    requests: () => ({
      method: 'POST',
      paths: ['/v1/customers/batch'],
      body: `{"mode":"each","operations":[${operations().join()}]}`,
    }),
    rows: batchRows,
    firstNumber: 5000,
    beside: null,
    target: null,
  },
  {
    ...single,
    name: 'changes',
    requests: () => ({ method: 'GET', paths: ['/v1/changes?limit=1000'], body: null }),
    rows: 1000,
    firstNumber: 0,
    beside: null,
    target: { perSecond: 20_000 },
  },
]

function operations(): string[] {
  return Array.from({ length: batchRows }, (_, row) => {
    const n = `«n»${String(row).padStart(3, '0')}`
    return `{"op":"create","body":{"email":"each${n}@shop.example","phone":"+1657${n}","full_name":"Nadia${n} Voss","metadata":{"visits":${row}}}}`
  })
}
