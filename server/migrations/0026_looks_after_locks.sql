-- A change that waits for whoever holds the customer reads the row anew when it goes on, but all else as it was when its
-- statement began: an erasure or an enrolment that it waited for was not there for it. A volatile function that is not in
-- SQL finds things as they are.
create function is_erased(of_organization uuid, of_customer uuid) returns boolean
language plpgsql volatile parallel restricted as $$
begin
  return exists (
    select from erasures e where e.organization_id = of_organization and e.customer_id = of_customer);
end $$;
comment on function is_erased is 'Whether the customer has been erased by now.';

create function has_ledger(of_organization uuid, of_customer uuid) returns boolean
language plpgsql volatile parallel restricted as $$
begin
  return exists (
    select from memberships l join programmes p on p.organization_id = l.organization_id and p.id = l.programme_id
    where l.organization_id = of_organization and l.customer_id = of_customer and l.merged_into is null and p.is_default);
end $$;
comment on function has_ledger is 'Whether the points of the customer are kept in a ledger by now.';
