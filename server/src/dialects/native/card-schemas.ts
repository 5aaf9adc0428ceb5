import * as v from 'valibot'
import { cardStatuses } from '../../core/cards/enrolment.ts'
import { ssnPattern } from '../../core/ssn/hash.ts'
import { label } from '../rules.ts'

// It is sent in a header.
const merchantKey = v.pipe(v.string(), v.regex(/^[!-~]{1,255}$/))

/** What of a card programme can be changed. */
export const cardProgrammeChanges = v.strictObject({
  name: v.optional(label),
  merchant_key: v.optional(v.nullable(merchantKey)),
})

/** A new card programme. */
export const cardProgrammeBody = v.strictObject({ ...cardProgrammeChanges.entries, name: label })

/** What is said of a customer's card. */
export const cardBody = v.strictObject({
  status: v.pipe(v.picklist(cardStatuses), v.description('Whether the card is open.')),
})

/** A whole social security number, without hyphens. */
export const ssnBody = v.strictObject({ ssn: v.pipe(v.string(), v.regex(ssnPattern)) })
