import * as v from 'valibot'

/** A whole number in a query. */
export const whole = (least: number, most: number) =>
  v.pipe(v.string(), v.digits(), v.maxLength(9), v.transform(Number), v.minValue(least), v.maxValue(most))
