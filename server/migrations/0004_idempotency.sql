create table idempotency (
  organization_id uuid not null references organizations (id),
  key text not null,
  fingerprint text not null,
  result jsonb not null,
  created_at timestamptz(3) not null default now(),
  primary key (organization_id, key)
);
create index idempotency_by_age on idempotency (created_at);
comment on table idempotency is 'What a write with an idempotency key answered, kept for a day, written in the statement of the write.';
comment on column idempotency.organization_id is 'The organization that sent the key.';
comment on column idempotency.key is 'The key as it was sent.';
comment on column idempotency.fingerprint is 'Hash of the operation and its body; another one under the same key is refused.';
comment on column idempotency.result is 'What the write answered: a list of customers as they were then, and whether each was new.';
comment on column idempotency.created_at is 'When it was written; a day later the key is free again.';
