create table registration_rules (
  organization_id uuid primary key references organizations (id),
  primary_identifier text not null check (primary_identifier in ('email', 'phone', 'external_id')),
  fills jsonb not null,
  strict boolean not null,
  skip_secondary boolean not null,
  required jsonb not null,
  enrolment_requires jsonb not null,
  external_id_pattern text,
  min_registered_at timestamptz(3),
  batch_limit integer not null check (batch_limit between 1 and 500),
  password_sign_in boolean not null,
  approves jsonb not null,
  updated_at timestamptz(3) not null,
  updated_by text not null
);
comment on table registration_rules is 'How an organization registers customers and lets their identifiers change; the defaults where it has no row.';
comment on column registration_rules.organization_id is 'Whose rules they are.';
comment on column registration_rules.primary_identifier is 'The identifier that customers are registered by; registration never changes it.';
comment on column registration_rules.fills is 'Of each identifier, whether an update may fill it where the customer has none.';
comment on column registration_rules.strict is 'An identifier of somebody else fails the item, in place of being left out.';
comment on column registration_rules.skip_secondary is 'An identifier of somebody else is left out, whatever strict says, and nothing is merged.';
comment on column registration_rules.required is 'The identifiers without which nobody is registered.';
comment on column registration_rules.enrolment_requires is 'The identifiers without which nobody takes part in loyalty programmes.';
comment on column registration_rules.external_id_pattern is 'Regular expression (RE2) that an external id has to match; null: any will do.';
comment on column registration_rules.min_registered_at is 'The earliest time at which a customer can have registered; null: any.';
comment on column registration_rules.batch_limit is 'How many customers one call may register or update.';
comment on column registration_rules.password_sign_in is 'Tills may sign in with their password.';
comment on column registration_rules.approves is 'Of each kind of identity request, whether it is approved at once.';
comment on column registration_rules.updated_at is 'When the rules were last changed.';
comment on column registration_rules.updated_by is 'Id of the key, or the name of the operator''s tool, that last changed them.';

create table field_definitions (
  organization_id uuid not null references organizations (id),
  id uuid not null,
  kind text not null check (kind in ('custom', 'extended')),
  scope text not null,
  name text not null,
  label text not null,
  type text not null,
  datatype text not null,
  default_value text,
  phase integer not null,
  position integer not null,
  rule text,
  regex text,
  error text,
  options jsonb not null,
  mandatory boolean not null,
  disabled boolean not null,
  created_at timestamptz(3) not null default now(),
  created_by text not null,
  primary key (organization_id, id),
  constraint field_definitions_options check (datatype not in ('STANDARD_ENUM', 'CUSTOM_ENUM') or options <> '[]')
);
-- Names of extended fields are compared without regard to case.
create unique index field_definitions_name on field_definitions
  (organization_id, kind, scope, (case kind when 'extended' then lower(name) else name end));
comment on table field_definitions is 'The members of custom_fields and extended_fields of customers that an organization knows, for contracts that take no others.';
comment on column field_definitions.organization_id is 'Whose field it is.';
comment on column field_definitions.id is 'UUIDv7.';
comment on column field_definitions.kind is 'Whether it is one of the organization''s own (custom), or of a catalogue that it has joined (extended).';
comment on column field_definitions.scope is 'What the field is asked for at, such as loyalty_registration, or what it belongs to, such as customer.';
comment on column field_definitions.name is 'The member that holds its values; unique within kind and scope.';
comment on column field_definitions.label is 'What people are shown.';
comment on column field_definitions.type is 'How a form asks for it, such as text or checkbox.';
comment on column field_definitions.datatype is 'What its values are.';
comment on column field_definitions.default_value is 'What a form begins with; no value is ever taken from it here.';
comment on column field_definitions.phase is 'Which page of a form asks for it.';
comment on column field_definitions.position is 'Where on that page.';
comment on column field_definitions.rule is 'A rule for forms, in their own language; kept, not applied.';
comment on column field_definitions.regex is 'Regular expression (RE2) that a value has to match; null: any will do.';
comment on column field_definitions.error is 'What a form says to a value that does not match.';
comment on column field_definitions.options is 'The values that there are, as a list of texts; empty: any.';
comment on column field_definitions.mandatory is 'Whether a form insists on it; no write is refused for it.';
comment on column field_definitions.disabled is 'Whether values are refused for now; those that are stored stay.';
comment on column field_definitions.created_at is 'When it was defined.';
comment on column field_definitions.created_by is 'Id of the key, or the name of the operator''s tool, that defined it.';
