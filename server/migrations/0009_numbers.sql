-- One sequence for all told each organization, by the gaps in its own numbers, how much the others create.
alter table customers alter column number drop identity;
comment on column customers.number is 'The same customer for contracts whose ids are integers: grows roughly with time, with gaps; each organization counts for itself.';

create table organization_numbers (
  organization_id uuid primary key references organizations (id),
  next bigint not null
);
insert into organization_numbers (organization_id, next)
select organization_id, max(number) + 1 from customers group by organization_id;
comment on table organization_numbers is 'How far the numbers of an organization''s customers are given out. A process reserves many at once and gives them out from its memory, so that no create waits for a lock of another.';
comment on column organization_numbers.organization_id is 'The organization whose customers are numbered.';
comment on column organization_numbers.next is 'The number that the next reservation begins with; no row where there was none.';
