create table customers (
  organization_id uuid not null references organizations (id),
  id uuid not null,
  number bigint generated always as identity,
  version integer not null default 1,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3),
  updated_by text,
  archived_at timestamptz(3),
  merged_into uuid,

  email text,
  email_verified boolean not null default false,
  phone text,
  phone_e164 text check (phone_e164 ~ '^\+[1-9]\d{1,14}$'),
  phone_verified boolean not null default false,
  external_id text,

  full_name text,
  first_name text,
  last_name text,

  language text,
  birth_year smallint check (birth_year between 1900 and 9999),
  birth_month smallint check (birth_month between 1 and 12),
  birth_day smallint check (birth_day between 1 and 31),
  street_line1 text,
  street_line2 text,
  city text,
  region text,
  postal_code text,
  country text check (country ~ '^[A-Z]{3}$'),
  ssn_last4 text check (ssn_last4 ~ '^\d{4}$'),
  ssn_hash bytea,
  last_geo_city text,
  last_geo_region text,
  last_geo_postal_code text,
  last_geo_country text,
  last_geo_latitude double precision,
  last_geo_longitude double precision,
  last_geo_timezone text,
  last_geo_source text,
  last_geo_at timestamptz(3),

  status text not null default 'ACTIVE' check (status in ('ACTIVE', 'INACTIVE')),
  fraud_status text not null default 'NONE'
    check (fraud_status in ('NONE', 'NOT_FRAUD', 'MARKED', 'CONFIRMED', 'RECONFIRMED', 'INTERNAL')),
  sms_promotional_consent boolean,
  sms_transactional_consent boolean,
  email_promotional_consent boolean,
  email_transactional_consent boolean,

  total_orders bigint not null default 0 check (total_orders >= 0),
  total_returns bigint not null default 0 check (total_returns >= 0),
  total_messages bigint not null default 0 check (total_messages >= 0),
  engaged_count bigint not null default 0 check (engaged_count >= 0),
  total_engagements bigint not null default 0 check (total_engagements >= 0),
  last_order_at timestamptz(3),
  last_return_at timestamptz(3),
  last_engaged_at timestamptz(3),
  last_login_at timestamptz(3),
  ltv numeric not null default 0 check (ltv >= 0 and ltv < 1e12 and scale(ltv) <= 8),
  aov numeric not null default 0 check (aov >= 0 and aov < 1e12 and scale(aov) <= 8),
  activity_score double precision not null default 0,
  activity_rank smallint not null default 0 check (activity_rank between 0 and 5),
  activity_score_updated_at timestamptz(3),
  purchase_frequency_score double precision not null default 0,
  purchase_frequency_rank smallint not null default 0 check (purchase_frequency_rank between 0 and 5),
  purchase_frequency_score_updated_at timestamptz(3),
  monetary_score double precision not null default 0,
  monetary_rank smallint not null default 0 check (monetary_rank between 0 and 5),
  monetary_score_updated_at timestamptz(3),
  loyalty_balance double precision not null default 0,
  loyalty_lifetime_points double precision not null default 0,
  loyalty_last_activity_at timestamptz(3),

  source_vendor text,
  source_record_id text,
  source_synced_at timestamptz(3),

  metadata jsonb,
  custom_fields jsonb,
  extended_fields jsonb,

  primary key (organization_id, id)
) with (fillfactor = 90);

create unique index customers_email on customers (organization_id, lower(email) collate "C") where archived_at is null;
create unique index customers_phone on customers (organization_id, phone_e164 collate "C") where archived_at is null and phone_e164 is not null;
create unique index customers_external_id on customers (organization_id, external_id collate "C") where archived_at is null and external_id is not null;
create unique index customers_number on customers (organization_id, number);
create index customers_phone_as_given on customers (organization_id, phone collate "C") where archived_at is null and phone_e164 is null and phone is not null;

create index customers_by_creation on customers (organization_id, id) where archived_at is null;
create index customers_by_email on customers (organization_id, (lower(email) collate "C"), id) where archived_at is null;
create index customers_by_name on customers (organization_id, (lower(full_name) collate "C"), id) where archived_at is null;
create index customers_by_last_order on customers (organization_id, last_order_at, id) where archived_at is null;
create index customers_by_ltv on customers (organization_id, ltv, id) where archived_at is null;
create index customers_by_orders on customers (organization_id, total_orders, id) where archived_at is null;

-- Text in which any substring of two or more characters can be looked up through trigrams. pg_trgm sees words of
-- letters and digits only, so whatever else there is becomes two letters, the first of them a q; letters q become k.
-- Text beyond ASCII is repeated as the hexadecimal digits of its bytes. 1.6 µs a row; translate() in place of replace()
-- would cost twice as much in all. A match is a candidate: the query compares the columns themselves.
-- The cost keeps the planner from computing it for every row of an organization, the restriction from starting workers
-- (5 ms) for a few rows. It calls nothing outside pg_catalog: indexes are built and analyzed with no other schema in
-- the path.
create function customer_search_key(email text, phone text, full_name text) returns text
language plpgsql immutable parallel restricted cost 10000 as $$
declare
  original text := lower(concat(email, '|', phone, '|', full_name, '|'));
  folded text := original collate "C";
begin
  folded := replace(replace(replace(replace(replace(replace(replace(replace(folded,
    'q', 'k'), '.', 'qd'), ' ', 'qs'), '@', 'qa'), '+', 'qp'), '-', 'qo'), '_', 'qo'), '|', 'qo');
  if folded ~ '[^a-z0-9]' then
    folded := regexp_replace(folded, '[^a-z0-9]', 'qo', 'g');
    if octet_length(original) <> char_length(original) then
      folded := folded || encode(convert_to(original, 'UTF8'), 'hex');
    end if;
  end if;
  return folded;
end $$;

-- The regular expression that the keys of all matches meet. Two letters are no trigram: in the key a third follows.
create function customer_search_pattern(term text) returns text
language plpgsql immutable parallel safe as $$
declare
  original text := lower(term);
  folded text;
begin
  if octet_length(original) <> char_length(original) then
    return encode(convert_to(original, 'UTF8'), 'hex');
  end if;
  folded := left(customer_search_key(original, null, null), -6); -- without the three ends of fields
  return case when char_length(folded) < 3 then folded || '[0-9a-z]' else folded end;
end $$;

-- New rows wait in a list that every lookup reads: at the default 4 MB that costs 1.6 ms (10 at most); at 1 MB it
-- would cost 0.3 ms (4 at most) and 15 % of the inserts, without a list 60 % of them.
create index customers_search on customers using gin (organization_id, customer_search_key(email, phone, full_name) gin_trgm_ops)
  where archived_at is null;
create index customers_external_id_search on customers using gin (organization_id, customer_search_key(external_id, null, null) gin_trgm_ops)
  where archived_at is null and external_id is not null;

comment on table customers is 'The people who buy from a brand: one row a person, whichever contract wrote it.';
comment on column customers.organization_id is 'The organization that keeps the record; leads every key.';
comment on column customers.id is 'UUIDv7; its first 48 bits are created_at in milliseconds, so the order of ids is the order of creation.';
comment on column customers.number is 'The same customer for contracts whose ids are integers.';
comment on column customers.version is 'Starts at 1 and grows by one with every effective change.';
comment on column customers.created_at is 'When the record was made here.';
comment on column customers.created_by is 'Id of the key, or the name of the job, that made it.';
comment on column customers.updated_at is 'When it last changed; null until the first change.';
comment on column customers.updated_by is 'Id of the key, or the name of the job, that last changed it.';
comment on column customers.archived_at is 'Since when it is archived and its identifiers are free; null while it is live.';
comment on column customers.merged_into is 'The customer that this one was merged into.';
comment on column customers.email is 'As it was given, trimmed. Unique among live customers in lower case.';
comment on column customers.email_verified is 'The customer has proven that the address is theirs; false again when it changes.';
comment on column customers.phone is 'E.164 where the number is valid, else as it was given.';
comment on column customers.phone_e164 is 'The number where it is valid and so an identifier; unique among live customers.';
comment on column customers.phone_verified is 'The customer has proven that the number is theirs; false again when it changes.';
comment on column customers.external_id is 'Id in the system of the brand; unique among live customers, compared as it is.';
comment on column customers.full_name is 'The whole name; writing it splits it at the last space.';
comment on column customers.first_name is 'All before the last space; writing it recomputes full_name.';
comment on column customers.last_name is 'What follows the last space; writing it recomputes full_name.';
comment on column customers.language is 'ISO 639-1, lower case.';
comment on column customers.birth_year is 'Year of birth; each part may be known without the others.';
comment on column customers.birth_month is 'Month of birth, 1 to 12.';
comment on column customers.birth_day is 'Day of birth, 1 to 31.';
comment on column customers.street_line1 is 'Postal address: street and number.';
comment on column customers.street_line2 is 'Postal address: flat, floor, building.';
comment on column customers.city is 'Postal address: city.';
comment on column customers.region is 'Postal address: state or province.';
comment on column customers.postal_code is 'Postal address: postal code.';
comment on column customers.country is 'Postal address: ISO 3166-1 alpha-3.';
comment on column customers.ssn_last4 is 'Last four digits of the social security number.';
comment on column customers.ssn_hash is 'Keyed hash of the whole social security number, which is never kept.';
comment on column customers.last_geo_city is 'Last known place: city.';
comment on column customers.last_geo_region is 'Last known place: region.';
comment on column customers.last_geo_postal_code is 'Last known place: postal code.';
comment on column customers.last_geo_country is 'Last known place: country as the source gave it.';
comment on column customers.last_geo_latitude is 'Last known place: degrees north.';
comment on column customers.last_geo_longitude is 'Last known place: degrees east.';
comment on column customers.last_geo_timezone is 'Last known place: IANA time zone.';
comment on column customers.last_geo_source is 'How the last known place was found, such as ip.';
comment on column customers.last_geo_at is 'When the last known place was seen.';
comment on column customers.status is 'ACTIVE customers may take part; INACTIVE ones may not.';
comment on column customers.fraud_status is 'What the fraud desk decided.';
comment on column customers.sms_promotional_consent is 'Consent to promotional text messages; null when never stated.';
comment on column customers.sms_transactional_consent is 'Consent to transactional text messages; null when never stated.';
comment on column customers.email_promotional_consent is 'Consent to promotional e-mail; null when never stated.';
comment on column customers.email_transactional_consent is 'Consent to transactional e-mail; null when never stated.';
comment on column customers.total_orders is 'Orders ever placed.';
comment on column customers.total_returns is 'Orders ever returned.';
comment on column customers.total_messages is 'Messages ever sent to the customer.';
comment on column customers.engaged_count is 'Messages that the customer engaged with.';
comment on column customers.total_engagements is 'Engagement events ever seen.';
comment on column customers.last_order_at is 'Time of the latest order.';
comment on column customers.last_return_at is 'Time of the latest return.';
comment on column customers.last_engaged_at is 'Time of the latest engagement.';
comment on column customers.last_login_at is 'Time of the latest login.';
comment on column customers.ltv is 'Lifetime value in the currency of the organization: at most 12 digits before and 8 behind the point.';
comment on column customers.aov is 'Average order value, bounded as ltv.';
comment on column customers.activity_score is 'Decaying score of how recently and often the customer engages.';
comment on column customers.activity_rank is 'Quintile of activity_score, 1 to 5; 0 without a signal.';
comment on column customers.activity_score_updated_at is 'When activity_score was last computed.';
comment on column customers.purchase_frequency_score is 'Decaying score of how often the customer buys.';
comment on column customers.purchase_frequency_rank is 'Quintile of purchase_frequency_score, 1 to 5; 0 without a signal.';
comment on column customers.purchase_frequency_score_updated_at is 'When purchase_frequency_score was last computed.';
comment on column customers.monetary_score is 'Decaying score of what the customer spends.';
comment on column customers.monetary_rank is 'Quintile of monetary_score, 1 to 5; 0 without a signal.';
comment on column customers.monetary_score_updated_at is 'When monetary_score was last computed.';
comment on column customers.loyalty_balance is 'Points that can be spent now.';
comment on column customers.loyalty_lifetime_points is 'Points ever earned.';
comment on column customers.loyalty_last_activity_at is 'Time of the latest loyalty activity.';
comment on column customers.source_vendor is 'The system that the record was imported from.';
comment on column customers.source_record_id is 'Id of the import link in that system.';
comment on column customers.source_synced_at is 'When it was last imported from there.';
comment on column customers.metadata is 'Free members, as the brand wrote them.';
comment on column customers.custom_fields is 'Members that the organization has defined.';
comment on column customers.extended_fields is 'Members from a catalogue that the organization has switched on.';
