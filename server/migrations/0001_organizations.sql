create extension if not exists pg_trgm;
create extension if not exists btree_gin;

create table organizations (
  id uuid primary key,
  name text not null,
  country text not null default 'US' check (country ~ '^[A-Z]{2}$'),
  time_zone text not null default 'UTC',
  precondition_required boolean not null default false,
  suspended_at timestamptz(3),
  created_at timestamptz(3) not null default now()
);
comment on table organizations is 'The brands that keep customers here; each is a wall.';
comment on column organizations.id is 'UUIDv7; leads the primary key of every tenant table.';
comment on column organizations.name is 'What the operator calls it.';
comment on column organizations.country is 'ISO 3166-1 alpha-2 country in which phone numbers without a prefix are read.';
comment on column organizations.time_zone is 'IANA name of the time zone in which days begin and times without an offset are read.';
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
  masked_fields jsonb not null default '[]',
  requests_per_minute integer check (requests_per_minute > 0),
  replaces uuid,
  created_at timestamptz(3) not null default now(),
  created_by text not null,
  last_used_at timestamptz(3),
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  primary key (organization_id, id),
  -- Whatever else a key may do would show what is masked, or change it unseen.
  constraint keys_masked_only_read check (masked_fields = '[]' or scopes <@ '["customers:read", "changes:read"]')
);
create index keys_hash on keys (hash);
create unique index keys_replaces on keys (organization_id, replaces) where replaces is not null;
comment on table keys is 'Secret keys, by their hash; the secret itself is shown once and never kept.';
comment on column keys.organization_id is 'The organization that the key opens.';
comment on column keys.id is 'UUIDv7; what created_by and updated_by of a record name.';
comment on column keys.hash is 'SHA-256 of the whole secret. Secrets are long and random, so a fast hash is enough.';
comment on column keys.hint is 'Prefix and last four characters, to tell keys apart.';
comment on column keys.name is 'What the operator calls it.';
comment on column keys.scopes is 'What it may be used for, as a list of scopes.';
comment on column keys.masked_fields is 'Columns of customers that it is shown in masked form alone, as a list.';
comment on column keys.requests_per_minute is 'How many requests a minute it may make, within those of its organization; null: no limit of its own.';
comment on column keys.replaces is 'The key that it was rotated from; a key is replaced once.';
comment on column keys.created_at is 'When it was issued.';
comment on column keys.created_by is 'Id of the key that issued it, or the name of the operator''s tool that did.';
comment on column keys.last_used_at is 'When it was presented last, to about a minute; null: never.';
comment on column keys.expires_at is 'From when it is refused; null: never.';
comment on column keys.revoked_at is 'Since when it is refused; null while it works.';

comment on table schema_migrations is 'Which files of server/migrations have been applied.';
comment on column schema_migrations.version is 'The number that the name of the file begins with.';
comment on column schema_migrations.name is 'The name of the file.';
comment on column schema_migrations.applied_at is 'When it was applied.';

-- Unlogged and without a foreign key: counts of a minute that nobody misses after a crash.
create unlogged table request_counts (
  organization_id uuid not null,
  counter text not null,
  used bigint not null,
  resets_at timestamptz not null,
  primary key (organization_id, counter)
) with (fillfactor = 50);
comment on table request_counts is 'Requests of the current minute, as the processes that serve this database have told each other.';
comment on column request_counts.organization_id is 'Whose requests they are.';
comment on column request_counts.counter is 'What is counted: all of its requests, its batches, or those of one key by its id.';
comment on column request_counts.used is 'How many there have been in this minute, to about half a second.';
comment on column request_counts.resets_at is 'When the minute is over.';
