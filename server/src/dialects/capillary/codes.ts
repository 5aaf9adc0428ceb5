import type { Identifier, RegistrationRule } from '../../core/problem.ts'
import type { Notice } from '../../core/registration/proposal.ts'

/** Codes and their words (contract sheet §1.7 and §5), in one table each: requests, items, warnings. */

export interface Said {
  code: number
  message: string
}

/** What a whole request is answered. */
export const request = {
  done: { code: 200, message: 'Success' },
  someFailed: { code: 201, message: 'Some requests have failed due to errors' },
  allFailed: { code: 500, message: 'All requests have failed due to errors' },
  invalid: { code: 400, message: 'Input is invalid, Please check request parameters or input xml/json' },
  unauthenticated: { code: 401, message: 'Please check your username/password or authentication token' },
  forbidden: { code: 4000, message: 'Not authorized. Access is denied!' },
  missing: { code: 404, message: 'Resource not found' },
  method: { code: 405, message: 'Method not allowed for the resource' },
  tooLarge: { code: 400, message: 'Input is too large' },
  mediaType: { code: 415, message: 'Unsupported media type' },
  tooMany: { code: 429, message: 'Too many requests, Please try again later' },
  searchBusy: { code: 461, message: 'Search is not available at the moment, Please try again later' },
  internal: { code: 500, message: 'Internal server error' },
  unavailable: { code: 503, message: 'Service unavailable, Please try again later' },
  batchLimit: { code: 1060, message: 'Batch limit exceeded' },
} as const satisfies Record<string, Said>

/** What an item is answered that was done. */
export const done = {
  updated: { code: 1000, message: 'Customer successfully updated' },
  registered: { code: 1000, message: 'Customer registration successful' },
  retrieved: { code: 1000, message: 'Customer successfully retrieved' },
  subscribed: { code: 1000, message: 'Subscription successfully updated' },
  subscriptions: { code: 1000, message: 'Subscriptions successfully retrieved' },
  identityRequested: { code: 1040, message: 'Customer Identity change request added successfully' },
  requestAdded: { code: 9000, message: 'Change Request added successfully' },
  requestUpdated: { code: 9000, message: 'Change Request updated successfully' },
  requestRetrieved: { code: 9000, message: 'Change Request retrieved successfully' },
} as const satisfies Record<string, Said>

/** What an item is answered that was not done. */
export const failed = {
  invalid: { code: 400, message: request.invalid.message },
  missing: { code: 1012, message: 'Cannot find customer for provided mobile/external-id/e-mail/id' },
  notUpdated: { code: 10002, message: 'Customer update failed' },
  archived: { code: 1024, message: 'Customer profile cannot be updated' },
  unavailable: { code: 503, message: request.unavailable.message },
  internal: { code: 999999, message: 'Unexpected error' },
} as const satisfies Record<string, Said>

const labelOf = { phone: 'Mobile', email: 'Email', external_id: 'External ID' } satisfies Record<
  Identifier,
  string
>

type ByField = Record<Identifier, Said>

/** An identifier that another customer holds, or that became another's in this moment. */
export const taken: ByField = {
  phone: { code: 1032, message: 'Mobile is already registered' },
  email: { code: 1016, message: 'Email is already registered' },
  external_id: { code: 1033, message: 'External ID is already registered' },
}

const notValid: ByField = {
  phone: { code: 1001, message: 'Mobile is invalid' },
  email: { code: 1002, message: 'Email is invalid' },
  external_id: { code: 1003, message: 'External ID is invalid' },
}

const required: ByField = {
  phone: { code: 1006, message: 'Mobile is required' },
  email: { code: 1039, message: 'Email is required' },
  external_id: { code: 1043, message: 'External ID is required' },
}

const enrolment: ByField = {
  phone: { code: 1047, message: 'Mobile is required to convert to loyalty' },
  email: { code: 1048, message: 'Email is required to convert to loyalty' },
  external_id: { code: 1049, message: 'External ID is required to convert to loyalty' },
}

/** What a rule of registration says of an item; by identifier where the contract has a code for each. */
export const refused = {
  no_identifier: failed.invalid,
  no_usable_identifier: {
    code: 1007,
    message:
      'Error in customer registration: No Valid Mobile Number or External ID or Email provided required for registration',
  },
  identifier_invalid: notValid,
  identifier_required: required,
  enrolment_requires: enrolment,
  contact_required: { code: 1045, message: 'Mobile or Email is required for a non loyalty customer' },
  identifier_mismatch: {
    code: 1047,
    message: 'Primary and secondary identifiers belong to different customers',
  },
  not_updatable: { code: 10002, message: 'Customer update failed, tried to update secondary identifier' },
  loyalty_for_good: { code: 1046, message: 'Loyalty customer cannot be converted to non loyalty' },
  loyalty_type_unknown: failed.invalid,
  registered_at_out_of_range: { code: 1034, message: 'Registration date is out of range' },
  erased: { code: 8109, message: 'Customer is deleted after PII delete request' },
  fraud: { code: 618, message: 'Customer is marked as fraud' },
  busy: { code: 521, message: 'Several actions are running for this customer, Please try again' },
  batch_limit: request.batchLimit,
  subscription_channel: { code: 1101, message: 'Subscription channel is invalid' },
  subscription_priority: { code: 1102, message: 'Subscription priority is invalid' },
  subscription_scope: { code: 1103, message: 'Subscription scope is invalid' },
  subscription_status: { code: 1106, message: 'Subscription status is invalid' },
  request_pending: { code: 9028, message: 'The same identity change is already pending' },
  request_decided: { code: 9052, message: 'Change Request is already approved or rejected' },
  new_value_missing: { code: 9024, message: 'New value is missing' },
  values_equal: { code: 9031, message: 'Old and new value are equal' },
  old_value_differs: { code: 9012, message: 'Old value is not the value of the customer' },
  target_missing: { code: 9007, message: 'Target customer is invalid' },
  same_customer: { code: 9051, message: 'Both customers are the same' },
} as const satisfies Record<RegistrationRule, Said | ByField>

/** Where an item of the request resource has codes of its own (contract sheet §5.4). */
export const inRequests = {
  missingCustomer: { code: 9013, message: 'Customer not found' },
  missingRequest: { code: 9050, message: 'Change Request not found' },
  type: { code: 9006, message: 'Change Request type is invalid' },
  baseType: { code: 9008, message: 'Change Request base type is invalid' },
  noIdentifier: { code: 9019, message: 'No identifier of a customer was passed' },
  later: { code: 9021, message: 'Requested date is in the future' },
  newValue: {
    email: { code: 9001, message: 'New Email is invalid or taken' },
    external_id: { code: 9002, message: 'New External ID is invalid or taken' },
    phone: { code: 9003, message: 'New Mobile is invalid or taken' },
  } satisfies ByField,
  status: { code: 9018, message: 'Customer is already merged' },
} as const

/** What an update_identity is answered where nothing says it closer. */
export const identityFailed = { code: 1041, message: 'Customer Identity change request failed' } as const

/** The warning of a notice: its code and the text that is appended to the message (contract sheet §5.3, §7-9). */
export function warningOf(notice: Notice): Said {
  switch (notice.kind) {
    case 'primary_fixed':
      return {
        code: 91005,
        message: `${labelOf[notice.field]} is the primary identifier and cannot be changed`,
      }
    case 'update_not_allowed':
      return { code: 91006, message: `${labelOf[notice.field]} update is not allowed` }
    case 'held_by_another':
      return { code: 91007, message: `${labelOf[notice.field]} is occupied by another user, ignored` }
    case 'custom_field_invalid':
      return { code: 1017, message: 'Provided Custom Field is invalid' }
    case 'extended_field_invalid':
      return { code: 91015, message: 'Provided Extended Field is invalid' }
    case 'registered_till_unknown':
      return { code: 91020, message: 'Registration till is invalid' }
    case 'associated_till_unknown':
      return { code: 91021, message: 'Attribution till is invalid' }
    case 'subscription_invalid':
      return { code: 91022, message: `Subscription failed for ${notice.channel} ${notice.priority}` }
    case 'fraud_status_invalid':
      return { code: 1061, message: 'Fraud status is invalid' }
    case 'survivor':
      return { code: 91009, message: 'Customer was merged, the survivor is returned' }
    default:
      return notice satisfies never
  }
}
