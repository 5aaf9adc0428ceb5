/** The columns of `registration_rules` as `RegistrationRules` has them. */
export const ruleColumns = `primary_identifier as "primary", fills, strict, skip_secondary, required, enrolment_requires,
  external_id_pattern, min_registered_at, batch_limit, password_sign_in, approves`
