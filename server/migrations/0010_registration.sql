alter table customers
  add column loyalty_type text not null default 'NON_LOYALTY'
    check (loyalty_type in ('LOYALTY', 'NON_LOYALTY', 'NOT_INTERESTED')),
  add column registered_at timestamptz(3),
  add column registered_till text,
  add column associated_till text,
  add column registered_source text,
  add column registered_account text,
  add column account_history jsonb;
comment on column customers.loyalty_type is 'Whether the customer takes part in loyalty programmes; LOYALTY is for good.';
comment on column customers.registered_at is 'When the customer registered, as the brand tells it; null: when the record was made.';
comment on column customers.registered_till is 'Code of the till that registered the customer.';
comment on column customers.associated_till is 'Code of the till that the customer belongs to now.';
comment on column customers.registered_source is 'Channel through which the customer registered, in lower case, such as instore.';
comment on column customers.registered_account is 'Account within that channel, where it has several.';
comment on column customers.account_history is 'What the brand last told of the account that the customer has with it, as it was sent.';

create index customers_ssn on customers (organization_id, ssn_hash) where ssn_hash is not null;

alter table changes add column user_context jsonb;
comment on column changes.user_context is 'Whom the caller acted for, in its own words: type, id, source and source_id; null where it did not say.';

-- Keys that could do everything still can.
update keys set scopes = scopes || '["points:write", "settings:read", "settings:admin"]'
where scopes @> '["customers:read", "customers:write", "changes:read", "privacy:admin", "keys:admin"]';
