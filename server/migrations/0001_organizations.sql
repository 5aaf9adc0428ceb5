create extension if not exists pg_trgm;
create extension if not exists btree_gin;

create table organizations (
  id uuid primary key,
  name text not null,
  country text not null default 'US' check (country ~ '^[A-Z]{2}$'),
  precondition_required boolean not null default false,
  suspended_at timestamptz(3),
  created_at timestamptz(3) not null default now()
);
comment on table organizations is 'The brands that keep customers here; each is a wall.';
comment on column organizations.id is 'UUIDv7; leads the primary key of every tenant table.';
comment on column organizations.name is 'What the operator calls it.';
comment on column organizations.country is 'ISO 3166-1 alpha-2 country in which phone numbers without a prefix are read.';
comment on column organizations.precondition_required is 'Writes of single customers must say which version they have seen, where the contract has a way to.';
comment on column organizations.suspended_at is 'Since when its keys are refused; null while it is in good standing.';
comment on column organizations.created_at is 'When it was set up.';

create table keys (
  organization_id uuid not null references organizations (id),
  id uuid not null,
  hash bytea not null,
  hint text not null,
  name text not null,
  scopes jsonb not null,
  created_at timestamptz(3) not null default now(),
  revoked_at timestamptz(3),
  primary key (organization_id, id)
);
create index keys_hash on keys (hash);
comment on table keys is 'Secret keys, by their hash; the secret itself is shown once and never kept.';
comment on column keys.organization_id is 'The organization that the key opens.';
comment on column keys.id is 'UUIDv7; what created_by and updated_by of a record name.';
comment on column keys.hash is 'SHA-256 of the whole secret. Secrets are long and random, so a fast hash is enough.';
comment on column keys.hint is 'Prefix and last four characters, to tell keys apart.';
comment on column keys.name is 'What the operator calls it.';
comment on column keys.scopes is 'What it may be used for, as a list of scopes.';
comment on column keys.created_at is 'When it was issued.';
comment on column keys.revoked_at is 'Since when it is refused; null while it works.';
