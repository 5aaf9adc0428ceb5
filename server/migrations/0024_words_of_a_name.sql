-- Who types a first and a last name has typed a space that the name has, too. What stands around it few share: read in
-- order without all the others, they take a fifth of the time where many are found, and where few are.
create function customer_search_joint(search_key text) returns text
language sql immutable parallel safe
return case
  when search_key like '%qs%qs%' then '*'
  else substr(search_key, nullif(strpos(search_key, 'qs'), 0) - 1, 5)
end;
comment on function customer_search_joint is 'Of a search key or term with one space: that, with the character before it and the two behind. Of one with more: *.';

create index customers_by_joint on customers (organization_id, customer_search_joint(search_key) collate "C", id) include (search_key)
  where archived_at is null;

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
