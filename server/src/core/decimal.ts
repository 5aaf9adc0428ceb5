/** Arithmetic on decimal digits as the columns hold them: money never passes through a float. */

interface Decimal {
  digits: bigint
  /** How many of the digits are behind the point. */
  scale: number
}

/** The exact sum, with as many places as the longer of the two. */
export const plus = (a: string, b: string): string => write(summed(read(a), read(b)))

/** The exact difference. */
export function minus(a: string, b: string): string {
  const { digits, scale } = read(b)
  return write(summed(read(a), { digits: -digits, scale }))
}

/** The exact product, without zeros at its end. */
export function times(a: string, b: string): string {
  const [left, right] = [read(a), read(b)]
  return trimmed(write({ digits: left.digits * right.digits, scale: left.scale + right.scale }))
}

/** As much of it as `places` behind the point hold, towards zero. */
export function cut(decimal: string, places: number): string {
  const { digits, scale } = read(decimal)
  return scale <= places ? decimal : write({ digits: digits / 10n ** BigInt(scale - places), scale: places })
}

/** Less than zero where a is less than b. */
export function compare(a: string, b: string): number {
  const { digits } = read(minus(a, b))
  return digits < 0n ? -1 : digits > 0n ? 1 : 0
}

/** The same without zeros at the end of its fraction. */
export const trimmed = (decimal: string): string =>
  decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal

/** The quotient of what is not negative, rounded half up to `scale` places, without zeros at its end. */
export function over(dividend: string, divisor: number, scale: number): string {
  const { digits, scale: given } = read(dividend)
  const numerator = digits * 10n ** BigInt(scale)
  const denominator = BigInt(divisor) * 10n ** BigInt(given)
  return trimmed(write({ digits: (2n * numerator + denominator) / (2n * denominator), scale }))
}

export const isNegative = (decimal: string): boolean => decimal.startsWith('-')
export const isZero = (decimal: string): boolean => read(decimal).digits === 0n

/** The sum of two numbers as a person would write it: 0.1 and 0.2 are 0.3. */
export function plusNumber(a: number, b: number): number {
  const [left, right] = [String(a), String(b)]
  return left.includes('e') || right.includes('e') ? a + b : Number(plus(left, right))
}

function read(text: string): Decimal {
  const [whole = '0', fraction = ''] = text.split('.')
  return { digits: BigInt(whole + fraction), scale: fraction.length }
}

function summed(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale)
  const scaled = ({ digits, scale: own }: Decimal) => digits * 10n ** BigInt(scale - own)
  return { digits: scaled(a) + scaled(b), scale }
}

function write({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : ''
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
  return scale === 0 ? sign + text : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`
}
