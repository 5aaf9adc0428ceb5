create table erasures (
  organization_id uuid not null references organizations (id),
  customer_id uuid not null,
  erased_at timestamptz(3) not null,
  actor text not null,
  request_id text not null,
  primary key (organization_id, customer_id)
);
comment on table erasures is 'The customers whose personal data was removed; what is left of them are figures.';
comment on column erasures.organization_id is 'The organization that kept the customer.';
comment on column erasures.customer_id is 'The customer, whose row remains as a tombstone.';
comment on column erasures.erased_at is 'When the data was removed.';
comment on column erasures.actor is 'Id of the key, or the name of the job, that asked for it.';
comment on column erasures.request_id is 'The request that asked for it.';
