create table changes (
  organization_id uuid not null references organizations (id),
  customer_id uuid not null,
  version integer not null,
  xid xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity,
  kind text not null check (kind in ('created', 'updated', 'archived', 'restored', 'merged', 'unmerged', 'erased')),
  before jsonb,
  after jsonb not null,
  actor text not null,
  request_id text not null,
  at timestamptz(3) not null,
  primary key (organization_id, customer_id, version)
);
create index changes_in_order on changes (organization_id, xid, seq);
comment on table changes is 'The change feed: a line for every version of every customer, written in the statement that made the version.';
comment on column changes.organization_id is 'The organization that keeps the customer.';
comment on column changes.customer_id is 'The customer that changed.';
comment on column changes.version is 'The version that the change made.';
comment on column changes.xid is 'The transaction that wrote the line; readers stay below the oldest one still running, so none is skipped.';
comment on column changes.seq is 'Order of the lines within a transaction.';
comment on column changes.kind is 'What happened.';
comment on column changes.before is 'The changed columns before the change; null for a new customer.';
comment on column changes.after is 'The changed columns after the change.';
comment on column changes.actor is 'Id of the key, or the name of the job, that made the change.';
comment on column changes.request_id is 'The request that asked for it.';
comment on column changes.at is 'When it was asked for.';
