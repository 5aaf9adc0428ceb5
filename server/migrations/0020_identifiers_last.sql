-- Until a table is analyzed for the first time the planner takes all indexes that begin with the organization for equal,
-- and of equal ones it takes the youngest: of customers, one by which they are listed, which is all of an organization for
-- each identifier that is looked up. So the indexes of the identifiers are made last, and whatever adds an index to
-- customers that begins with the organization has to make them again.
drop index customers_email;
drop index customers_phone;
drop index customers_external_id;

-- Which customers registered at these tills.
create index customers_by_till on customers (organization_id, (registered_till collate "C"), id)
  where archived_at is null and registered_till is not null;

create unique index customers_email on customers (organization_id, lower(email) collate "C") where archived_at is null;
create unique index customers_phone on customers (organization_id, phone_e164 collate "C") where archived_at is null and phone_e164 is not null;
create unique index customers_external_id on customers (organization_id, external_id collate "C") where archived_at is null and external_id is not null;

-- Which members are in a tier, or have bought for so much.
create index memberships_by_tier on memberships (organization_id, programme_id, tier, customer_id) where merged_into is null;
create index memberships_by_purchases on memberships (organization_id, programme_id, purchases, customer_id) where merged_into is null;
