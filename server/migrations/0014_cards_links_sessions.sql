create table card_programmes (
  organization_id uuid not null references organizations (id),
  id uuid not null,
  name text not null,
  merchant_key text,
  created_at timestamptz(3) not null default now(),
  created_by text not null,
  updated_at timestamptz(3),
  updated_by text,
  primary key (organization_id, id)
);
create unique index card_programmes_name on card_programmes (organization_id, name collate "C");
comment on table card_programmes is 'The payment cards that an organization offers to its customers.';
comment on column card_programmes.organization_id is 'Whose programme it is.';
comment on column card_programmes.id is 'UUIDv7.';
comment on column card_programmes.name is 'What people call it; unique within the organization.';
comment on column card_programmes.merchant_key is 'The product that it belongs to, as callers name it; null: every product.';
comment on column card_programmes.created_at is 'When it was set up.';
comment on column card_programmes.created_by is 'Id of the key that set it up.';
comment on column card_programmes.updated_at is 'When it last changed; null until then.';
comment on column card_programmes.updated_by is 'Id of the key that last changed it.';

-- A merge moves what a customer has to the survivor, and an unmerge must find what is whose: so each row tells for whom
-- it was made, beside whose it is now.
create table card_enrolments (
  organization_id uuid not null,
  made_for uuid not null,
  card_programme_id uuid not null,
  customer_id uuid not null,
  status text not null check (status in ('OPEN', 'CLOSED')),
  created_at timestamptz(3) not null default now(),
  created_by text not null,
  updated_at timestamptz(3),
  updated_by text,
  primary key (organization_id, made_for, card_programme_id),
  foreign key (organization_id, made_for) references customers (organization_id, id) on delete cascade,
  foreign key (organization_id, customer_id) references customers (organization_id, id) on delete cascade,
  foreign key (organization_id, card_programme_id) references card_programmes (organization_id, id)
);
create index card_enrolments_customer on card_enrolments (organization_id, customer_id);
comment on table card_enrolments is 'Which customer has which card.';
comment on column card_enrolments.organization_id is 'Whose customer it is.';
comment on column card_enrolments.made_for is 'The customer that the card was given to.';
comment on column card_enrolments.card_programme_id is 'Which card.';
comment on column card_enrolments.customer_id is 'The customer that has it now: another after a merge.';
comment on column card_enrolments.status is 'OPEN, or CLOSED for good.';
comment on column card_enrolments.created_at is 'When it was first known here.';
comment on column card_enrolments.created_by is 'Id of the key that told of it.';
comment on column card_enrolments.updated_at is 'When the status last changed; null until then.';
comment on column card_enrolments.updated_by is 'Id of the key that last changed it.';

create table customer_links (
  organization_id uuid not null,
  id uuid not null,
  made_for uuid not null,
  customer_id uuid not null,
  external_id text not null,
  status text not null check (status in ('ACTIVE', 'INACTIVE')),
  displaced boolean not null default false,
  metadata jsonb,
  created_at timestamptz(3) not null default now(),
  created_by text not null,
  updated_at timestamptz(3) not null default now(),
  primary key (organization_id, id),
  check (status = 'INACTIVE' or not displaced),
  foreign key (organization_id, made_for) references customers (organization_id, id) on delete cascade,
  foreign key (organization_id, customer_id) references customers (organization_id, id) on delete cascade
);
create unique index customer_links_customer on customer_links (organization_id, customer_id) where status = 'ACTIVE';
create unique index customer_links_external_id on customer_links (organization_id, external_id collate "C") where status = 'ACTIVE';
create index customer_links_of on customer_links (organization_id, customer_id);
comment on table customer_links is 'Customers that the system of the brand has tied to an account of its own.';
comment on column customer_links.organization_id is 'Whose customer it is.';
comment on column customer_links.id is 'UUIDv7.';
comment on column customer_links.made_for is 'The customer that was linked.';
comment on column customer_links.customer_id is 'The customer that the link is of now: another after a merge.';
comment on column customer_links.external_id is 'The account in the system of the brand; active on one customer.';
comment on column customer_links.status is 'ACTIVE; INACTIVE once it was ended.';
comment on column customer_links.displaced is 'It ended because its customer became part of one that has a link of its own.';
comment on column customer_links.metadata is 'What came with the link.';
comment on column customer_links.created_at is 'When the two were linked.';
comment on column customer_links.created_by is 'Id of the key that linked them.';
comment on column customer_links.updated_at is 'When the status last changed.';

create table customer_sessions (
  organization_id uuid not null,
  id uuid not null,
  made_for uuid not null,
  customer_id uuid not null,
  source text,
  transaction_amount bigint,
  transaction_currency text check (transaction_currency ~ '^[A-Z]{3}$'),
  metadata jsonb,
  customer_metadata jsonb,
  account_history jsonb,
  created_at timestamptz(3) not null default now(),
  created_by text not null,
  expires_at timestamptz(3) not null,
  primary key (organization_id, id),
  foreign key (organization_id, made_for) references customers (organization_id, id) on delete cascade,
  foreign key (organization_id, customer_id) references customers (organization_id, id) on delete cascade
);
create index customer_sessions_customer on customer_sessions (organization_id, customer_id);
create index customer_sessions_expiry on customer_sessions (expires_at);
comment on table customer_sessions is 'Short-lived sessions in which a customer edits data or applies for a card. The secret of one is computed, never kept.';
comment on column customer_sessions.organization_id is 'Whose customer it is.';
comment on column customer_sessions.id is 'Random, since it is shown to clients.';
comment on column customer_sessions.made_for is 'The customer that it was opened for.';
comment on column customer_sessions.customer_id is 'The customer that it is of now: another after a merge.';
comment on column customer_sessions.source is 'Where it was opened, in the words of the caller.';
comment on column customer_sessions.transaction_amount is 'Amount of the purchase at hand, in the minor unit of its currency.';
comment on column customer_sessions.transaction_currency is 'ISO 4217.';
comment on column customer_sessions.metadata is 'What came with the session.';
comment on column customer_sessions.customer_metadata is 'What came with it for the metadata of the customer.';
comment on column customer_sessions.account_history is 'What the brand told of the customer for what is done in the session.';
comment on column customer_sessions.created_at is 'When it was opened.';
comment on column customer_sessions.created_by is 'Id of the key that opened it.';
comment on column customer_sessions.expires_at is 'From when it is gone.';

-- Most customers of most organizations have none.
create index customers_birth on customers (organization_id, birth_month, birth_day, birth_year, id)
  where archived_at is null and (birth_month is not null or birth_day is not null or birth_year is not null);

-- The first level alone: a member of the patch takes the place of the target's, null removes it. Nothing comes of nothing.
-- The bound is on what would be kept, so that many small patches do not pass it; what is larger already may shrink.
create function json_merge_members(target jsonb, patch jsonb) returns jsonb language plpgsql immutable parallel safe as $$
declare
  was jsonb := case when jsonb_typeof(target) = 'object' then target else '{}' end;
  merged jsonb := (was || patch) - array(select key from jsonb_each(patch) where value = 'null');
begin
  if octet_length(merged::text) > 16384 and octet_length(merged::text) > octet_length(was::text) then
    raise exception 'free members beyond 16 KiB' using errcode = 'string_data_right_truncation';
  end if;
  return case when target is null and merged = '{}' then null else merged end;
end $$;
