import type { FastifyRequest } from 'fastify'
import { type Product, productOf } from '../../core/cards/product.ts'
import type { Context } from '../../core/context.ts'
import { Refusal } from '../../core/problem.ts'
import type { Setup } from '../../core/setup/setup.ts'
import { contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'

/** The header that names a product (contract sheet §1). */
export const merchantKeyHeader = 'x-imprint-merchant-key'

/** Who asks, and of which product. */
export interface Target {
  ctx: Context
  setup: Setup
  product: Product
}

/** Raises invalid, of the header, where it is missing or names no product (§6-18). */
export async function targetOf({ setups }: Tools, request: FastifyRequest): Promise<Target> {
  const ctx = contextOf(request)
  const setup = setups.known(ctx.organizationId) ?? (await setups.of(ctx.organizationId))
  const sent = request.headers[merchantKeyHeader]
  const choice = productOf(setup.cardProgrammes, sent === undefined ? undefined : String(sent))
  if ('product' in choice) return { ctx, setup, product: choice.product }
  const message = choice.refused === 'missing' ? 'must name a product' : 'must be the key of a product'
  throw new Refusal({ kind: 'invalid', issues: [{ path: [merchantKeyHeader], message }] })
}
