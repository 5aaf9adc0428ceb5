-- Lists by phone and external id go along their unique indexes, which leave out who has none. Those come last, by id;
-- the column stands in front of it for the planner to see that this is the same order.
create index customers_without_phone on customers (organization_id, (phone_e164 collate "C"), id)
  where archived_at is null and phone_e164 is null;
create index customers_without_external_id on customers (organization_id, (external_id collate "C"), id)
  where archived_at is null and external_id is null;
