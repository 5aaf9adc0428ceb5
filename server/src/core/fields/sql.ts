/** The columns of `field_definitions` that leave the database. */
export const fieldColumns = `id, kind, scope, name, label, type, datatype, default_value, phase, position, rule, regex,
  error, options, mandatory, disabled, created_at, created_by`
