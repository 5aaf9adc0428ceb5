import type { Enrolment } from './enrolment.ts'
import type { CardProgramme } from './programme.ts'

/** The product that a caller asks for, by its merchant key; null where there is no more than one. */
export type Product = string | null

/**
 * Which of the organization's products a caller means. Where there are several it must name one; a name that none of
 * them has is always wrong (contract sheet §6-18).
 * @param sent the merchant key as it was sent; undefined without one.
 */
export function productOf(
  programmes: readonly CardProgramme[],
  sent: string | undefined,
): { product: Product } | { refused: 'missing' | 'unknown' } {
  const keys = new Set(programmes.flatMap(({ merchant_key }) => merchant_key ?? []))
  if (sent === undefined) return keys.size > 1 ? { refused: 'missing' } : { product: null }
  if (!keys.has(sent)) return { refused: 'unknown' }
  return { product: keys.size > 1 ? sent : null }
}

/** Whether a card belongs to the product; one without a merchant key belongs to every product. */
export const isOf = (product: Product, { merchant_key }: Pick<Enrolment, 'merchant_key'>): boolean =>
  product === null || merchant_key === null || merchant_key === product

/** Whether a customer is one of the product's: one that is tied to other products alone is not. */
export const belongs = (product: Product, enrolments: readonly Enrolment[]): boolean =>
  enrolments.length === 0 || enrolments.some((one) => isOf(product, one))
