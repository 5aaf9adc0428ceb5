import assert from 'node:assert/strict'
import type { Answer, Client } from './app.ts'

/** Helpers for the tests of the customer contract at /v2. */

export const uuidInCapitals = /^[\dA-F]{8}(-[\dA-F]{4}){3}-[\dA-F]{12}$/
export const nobody = '00000000-0000-4000-8000-000000000000'

/** A customer, seeded outside of the contract, and its path and id within it. */
export async function aCustomer(owner: Client, members: object = {}) {
  const { status, body } = await owner.post('/v1/customers', members)
  assert.equal(status, 201, JSON.stringify(body))
  return { id: body.id as string, shownId: body.id.toUpperCase() as string, path: `/v2/customers/${body.id}` }
}

/** The flat shape of a refused request, whole but for its time. */
export function assertFlat(answer: Answer, status: number, path: string, details: string[]): void {
  const { timestamp, ...rest } = answer.body
  const error: Record<number, string> = {
    400: 'Bad Request',
    404: 'Not Found',
    405: 'Method Not Allowed',
    413: 'Payload Too Large',
    415: 'Unsupported Media Type',
    429: 'Too Many Requests',
    500: 'Internal Server Error',
    503: 'Service Unavailable',
  }
  assert.deepEqual([answer.status, rest], [status, { path, details, error: error[status], status }])
  assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/)
  assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 60_000)
}

export function assertNoCustomer(answer: Answer, id: string): void {
  assert.deepEqual(
    [answer.status, answer.body],
    [
      404,
      {
        type: 'CUSTOMER_NOT_FOUND_ERROR',
        message: `Customer not found for provided ID: ${id}`,
        param: 'customer_id',
      },
    ],
  )
}

/** Refuses the body with these details, and leaves the customer as it was. */
export async function assertRefused(owner: Client, path: string, body: unknown, details: string[]) {
  const before = (await owner.get(path)).body
  assertFlat(await owner.post(path, body), 400, path, details)
  assert.deepEqual((await owner.get(path)).body, before)
}

/** A card programme, set up. */
export async function aProgramme(
  owner: Client,
  members: { name: string; merchant_key?: string },
): Promise<string> {
  const { status, body } = await owner.post('/v1/card-programmes', members)
  assert.equal(status, 201, JSON.stringify(body))
  return body.id
}
