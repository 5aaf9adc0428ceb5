alter table idempotency add column answer json;
alter table idempotency add column about uuid[] not null default '{}';
alter table idempotency alter column result set default '[]';
-- The administrator belongs to no organization, and has keys for its writes, too.
alter table idempotency drop constraint idempotency_organization_id_fkey;
comment on column idempotency.organization_id is 'The organization that sent the key; all zeros: the administrator.';
comment on column idempotency.result is 'What a write of customers answered: a list of customers as they were then, and whether each was new.';
comment on column idempotency.answer is 'What any other write answered, as it was written out; null for a write of customers, and once it was erased.';
comment on column idempotency.about is 'The customers whose personal data is in answer: it is exported and erased with them.';
