-- What a search looks through is a table of its own, of the live customers. A trigram index keeps the places of rows in
-- order: of a customer that changes they lay anywhere, some 45 of them, and each was a piece of the index to be unpacked
-- and packed anew: at a million as much work as all the rest of an update. Here a changed row goes to where the last ones
-- went, and a change of anything but e-mail, phone and name does not come here at all.
create table customer_search (
  organization_id uuid not null,
  id uuid not null,
  search_key text not null
);
comment on table customer_search is 'What a search looks through: the live customers. Triggers of customers keep it.';
comment on column customer_search.organization_id is 'The organization that keeps the customer.';
comment on column customer_search.id is 'Of the customer.';
comment on column customer_search.search_key is 'That of the customer: e-mail, phone and name, folded.';

insert into customer_search (organization_id, id, search_key)
select organization_id, id, search_key from customers where archived_at is null order by organization_id, id;

drop index customers_search;
drop index customers_by_joint;
drop index customers_by_creation;

alter table customer_search add primary key (organization_id, id) include (search_key);
create index customer_search_by_joint on customer_search
  (organization_id, customer_search_joint(search_key) collate "C", id) include (search_key);
create index customer_search_trigrams on customer_search
  using gin (customer_search_entry(search_key) gin_trgm_ops, organization_id);
create index customers_by_creation on customers (organization_id, id) where archived_at is null;

create function find_new_customers() returns trigger language plpgsql as $$
begin
  insert into customer_search (organization_id, id, search_key)
  select organization_id, id, search_key from new_customers where archived_at is null;
  return null;
end $$;
comment on function find_new_customers is 'Puts those of one statement into customer_search.';

-- Not an update: that would put the row where the old one was.
create function find_changed_customer() returns trigger language plpgsql as $$
begin
  delete from customer_search where organization_id = old.organization_id and id = old.id;
  if tg_op = 'UPDATE' and new.archived_at is null then
    insert into customer_search (organization_id, id, search_key) values (new.organization_id, new.id, new.search_key);
  end if;
  return null;
end $$;
comment on function find_changed_customer is 'Puts what a search finds of a customer in the place of what it found before.';

create trigger customers_created after insert on customers
  referencing new table as new_customers for each statement execute function find_new_customers();
create trigger customers_changed after update on customers for each row
  when (old.search_key <> new.search_key or (old.archived_at is null) <> (new.archived_at is null))
  execute function find_changed_customer();
create trigger customers_deleted after delete on customers for each row execute function find_changed_customer();

-- The identifiers' come last again, as migration 0022 says. Where there are customers there are statistics.
do $$
begin
  if exists (select from customers) then
    return;
  end if;
  alter table customers alter column created_by type text using created_by || '';
  drop index customers_email;
  drop index customers_phone;
  drop index customers_external_id;
  create unique index customers_email on customers (organization_id, lower(email) collate "C") where archived_at is null;
  create unique index customers_phone on customers (organization_id, phone_e164 collate "C") where archived_at is null and phone_e164 is not null;
  create unique index customers_external_id on customers (organization_id, external_id collate "C") where archived_at is null and external_id is not null;
end $$;
