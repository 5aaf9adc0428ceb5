import type { RequestKind } from '../../core/identity-requests/identity-request.ts'
import { toLocal } from '../../core/organizations/local-time.ts'
import type { Identifier } from '../../core/problem.ts'
import type { RegistrationRules } from '../../core/registration-rules/rules.ts'
import type { Setup } from '../../core/setup/setup.ts'

type Value = boolean | string | null

const primaryNames = { phone: 'MOBILE', email: 'EMAIL', external_id: 'EXTERNAL_ID' } satisfies Record<
  Identifier,
  string
>

const requires = (field: Identifier) => (rules: RegistrationRules) => rules.required.includes(field)
const fills = (field: Identifier) => (rules: RegistrationRules) => rules.fills[field]
const approves = (kind: RequestKind) => (rules: RegistrationRules) => rules.approves[kind]

/** How the contract's keys name the rules of registration (contract sheet §3.1, §3.2, §4.5); null: not stated. */
const keys: Record<string, (rules: RegistrationRules, setup: Setup) => Value> = {
  CONF_REGISTRATION_PRIMARY_KEY: ({ primary }) => primaryNames[primary],
  CONF_REGISTRATION_PRIMARY_KEY_REQUIRED: ({ primary, required }) => required.includes(primary),
  CONF_ALLOW_REGISTRATION_FROM_ANY_IDENTIFIERS: ({ required }) => required.length === 0,
  CONF_USERS_IS_MOBILE_REQUIRED: requires('phone'),
  CONF_USERS_IS_EMAIL_REQUIRED: requires('email'),
  CONF_USERS_IS_EXTERNAL_ID_REQUIRED: requires('external_id'),
  CONF_USERS_IS_EMAIL_UNIQUE: () => true,
  CONF_USERS_USE_EXTERNAL_ID: () => true,
  CONF_ALLOW_MOBILE_UPDATE: fills('phone'),
  CONF_ALLOW_EMAIL_UPDATE: fills('email'),
  CONF_LOYALTY_ALLOW_EXTERNAL_ID_UPDATE: fills('external_id'),
  CONF_PRIMARY_IDENTIFIER_STRICT_CHECK: ({ strict }) => strict,
  CONFIG_SKIP_SECONDARY_ID_ON_PRIMARY_MISMATCH: ({ skip_secondary }) => skip_secondary,
  CONF_MIN_REGISTRATION_DATE: ({ min_registered_at }, { timeZone }) =>
    min_registered_at === null ? null : toLocal(min_registered_at, timeZone),
  CI_MOBILE_AUTO_APPROVE: approves('phone'),
  CI_EMAIL_AUTO_APPROVE: approves('email'),
  CI_EXTID_AUTO_APPROVE: approves('external_id'),
  CI_ADDRESS_AUTO_APPROVE: approves('address'),
  CI_MERGE_AUTO_APPROVE: approves('merge'),
  CI_MOBILEREALLOC_AUTO_APPROVE: approves('phone_reallocation'),
}

/** The rules of registration as `organization/configs` tells them (contract sheet §4.7). */
export function configsOf(setup: Setup, organizationId: string) {
  return Object.entries(keys).flatMap(([key, tell]) => {
    const value = tell(setup.rules, setup)
    if (value === null) return []
    const value_type = typeof value === 'string' ? 'TEXT' : 'NUMERIC'
    const text = typeof value === 'boolean' ? (value ? '1' : '0') : value
    return [{ key, scopes: 'ORG', value_type, modules: 'LOYALTY', entity_id: organizationId, value: text }]
  })
}
