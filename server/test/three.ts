import type { Client } from './app.ts'

export const by = (field: string, value: string) => ({ field, value })

/** Gives a caller three customers, and batches to send: a and b are live, gone is archived. */
export async function threeOf(owner: Client) {
  const add = async (body: object) => (await owner.post('/v1/customers', body)).body.id as string
  const a = await add({ email: 'a@shop.example' })
  const b = await add({ email: 'b@shop.example', external_id: 'B' })
  const gone = await add({})
  await owner.delete(`/v1/customers/${gone}`)
  const batch = (operations: unknown, headers = {}) =>
    owner.post('/v1/customers/batch', { operations }, headers)
  return { owner, a, b, gone, batch }
}
