import type { Customer } from './customer.ts'

/** Whom the fraud desk has found guilty. */
export const isFraudulent = ({ fraud_status }: Pick<Customer, 'fraud_status'>) =>
  guilty.includes(fraud_status)

const guilty = ['CONFIRMED', 'RECONFIRMED', 'INTERNAL']
