import type { FastifyRequest } from 'fastify'
import type { Context } from '../../core/context.ts'
import { writeOnce } from '../../core/idempotency/write-once.ts'
import { contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { tokenOf } from './preconditions.ts'

/**
 * Writes something that `core/setup` keeps in memory, once for an idempotency key; requests that this process answers
 * from then on find it as it is now.
 */
export async function setUpOnce<Result extends object>(
  { setups }: Tools,
  request: FastifyRequest,
  operation: string,
  write: (ctx: Context) => Promise<Result>,
): Promise<Result> {
  const context = contextOf(request)
  const result = await writeOnce(context, tokenOf(request, operation), write)
  setups.forget(context.organizationId)
  return result
}
