import type { Context } from '../context.ts'
import { isPassword } from './password.ts'

/** Whether this is the wire form of the till's password. False for a till that is not the organization's. */
export async function hasPassword(ctx: Context, id: string, password: string): Promise<boolean> {
  const text = 'select password from tills where organization_id = $1::text::uuid and id = $2::text::uuid'
  const [till] = await ctx.db.query<{ password: string }>(text, [ctx.organizationId, id])
  return till !== undefined && isPassword(password, till.password)
}
