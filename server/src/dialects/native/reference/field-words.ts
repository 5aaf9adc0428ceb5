import type { Contract } from '../../openapi.ts'

/** What the members of fields and of registration rules mean. */
export const fieldWords: Contract['members'] = {
  scope:
    'What the field is asked for at, such as `loyalty_registration`, or what it belongs to, such as `customer`.',
  label: 'What people are shown.',
  datatype: 'What its values are. Those in capitals are of extended fields.',
  default_value: 'What a form begins with; no value is ever taken from it here.',
  phase: 'Which page of a form asks for it.',
  position: 'Where on that page.',
  regex:
    'Regular expression (RE2: no look-around, no back-references) that a value has to match, anywhere unless it says `^` and `$`.',
  error: 'What a form says to a value that does not match.',
  options: 'The values that there are; empty: any.',
  mandatory: 'Whether a form insists on it; no write is refused for it.',
  disabled: 'Whether values are refused for now; those that are stored stay.',

  primary: 'The identifier that customers are registered by; registration never changes it.',
  fills: 'Which identifiers an update may fill where the customer has none.',
  strict: 'An identifier of somebody else fails the customer, in the place of being left out.',
  skip_secondary: 'An identifier of somebody else is left out whatever `strict` says, and nobody is merged.',
  required: 'The identifiers without which nobody is registered.',
  enrolment_requires: 'The identifiers without which nobody takes part in loyalty programmes.',
  external_id_pattern: 'Regular expression (RE2) that an external id has to match; null: any will do.',
  min_registered_at: 'The earliest time at which a customer can have registered; null: any.',
  batch_limit: 'How many customers one call may register or update.',
  password_sign_in: 'Tills may sign in with their password.',
  approves: 'Which requests to change an identity are approved at once.',
}
