create table identity_request_numbers (
  organization_id uuid primary key references organizations (id),
  last bigint not null
);
comment on table identity_request_numbers is 'How far the numbers of an organization''s requests to change an identity are given out.';
comment on column identity_request_numbers.organization_id is 'The organization whose requests are numbered.';
comment on column identity_request_numbers.last is 'The number that was given out last.';

create table identity_requests (
  organization_id uuid not null,
  id uuid not null,
  number bigint not null,
  kind text not null check (kind in ('phone', 'email', 'external_id', 'merge', 'phone_reallocation', 'address')),
  status text not null default 'PENDING' check (status in ('PENDING', 'APPROVED', 'REJECTED')),
  customer_id uuid not null,
  target_id uuid,
  old_value jsonb,
  new_value jsonb,
  reference text,
  requested_at timestamptz(3) not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  decided_at timestamptz(3),
  decided_by text,
  primary key (organization_id, id),
  foreign key (organization_id, customer_id) references customers (organization_id, id) on delete cascade,
  foreign key (organization_id, target_id) references customers (organization_id, id) on delete cascade,
  check ((status = 'PENDING') = (decided_at is null))
);
create unique index identity_requests_number on identity_requests (organization_id, number);
create unique index identity_requests_pending on identity_requests (organization_id, customer_id, kind) where status = 'PENDING';
create index identity_requests_customer on identity_requests (organization_id, customer_id, id);
create index identity_requests_target on identity_requests (organization_id, target_id) where target_id is not null;
create index identity_requests_waiting on identity_requests (organization_id, id) where status = 'PENDING';

comment on table identity_requests is 'Requests to change who a customer is: an identifier, the address, or whom it is one with. Holds personal data.';
comment on column identity_requests.organization_id is 'The organization that keeps the customer.';
comment on column identity_requests.id is 'UUIDv7; the order of ids is the order in which they were made.';
comment on column identity_requests.number is 'The same request for contracts whose ids are integers, counted by the organization, with gaps.';
comment on column identity_requests.kind is 'What is to change; a merge makes the customer part of the target, a reallocation takes the phone from the target.';
comment on column identity_requests.status is 'One of a kind is PENDING for each customer; what was decided stays.';
comment on column identity_requests.customer_id is 'Whose identity is to change.';
comment on column identity_requests.target_id is 'The other customer: the survivor of a merge, the holder of a phone that is to be reallocated.';
comment on column identity_requests.old_value is 'What the customer had when it was asked for, as JSON text, or an object of the columns of an address.';
comment on column identity_requests.new_value is 'What it is to have, of the same form; null for a merge.';
comment on column identity_requests.reference is 'The caller''s own reference.';
comment on column identity_requests.requested_at is 'When it was asked for, as the caller tells it.';
comment on column identity_requests.created_at is 'When it was stored.';
comment on column identity_requests.created_by is 'Id of the key, till or client that stored it.';
comment on column identity_requests.decided_at is 'When it was approved or rejected; null while it is pending.';
comment on column identity_requests.decided_by is 'Id of the key, till or client that decided; null while it is pending.';
