import assert from 'node:assert/strict'
import type { Client, TestApp } from './app.ts'

/** Adds a customer. @returns its id. */
export async function has(owner: Client, body: object): Promise<string> {
  const { status, body: made } = await owner.post('/v1/customers', body)
  assert.equal(status, 201)
  return made.id
}

/** Asks for the victim to become part of the survivor. */
export const merge = (owner: Client, survivor: string, victim: string, headers = {}, rest = {}) =>
  owner.post(`/v1/customers/${survivor}/merge`, { victim, ...rest }, headers)

/** Asks for a merge to be taken back. */
export const unmerge = (owner: Client, victim: string, body: object = {}, headers = {}) =>
  owner.post(`/v1/customers/${victim}/unmerge`, body, headers)

/** What happened to a customer, oldest first. */
export const historyOf = async (owner: Client, id: string) =>
  (await owner.get(`/v1/customers/${id}/history`)).body.data.toReversed()

export const read = async (owner: Client, id: string) => (await owner.get(`/v1/customers/${id}`)).body

/** Two customers of an owner, of whom the second has what the first lacks. */
export async function aPair({ anOwner }: TestApp) {
  const owner = await anOwner()
  const survivor = await has(owner, {
    email: 'ada@pair.example',
    full_name: 'Ada Lovelace',
    total_orders: 1,
    ltv: '10',
  })
  const victim = await has(owner, {
    phone: '(415) 555-2671',
    external_id: 'V-1',
    total_orders: 2,
    ltv: '5.50',
  })
  return { owner, survivor, victim }
}
