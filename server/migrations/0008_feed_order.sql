-- A transaction may get its id early and change a customer late, after one with a greater id has changed it and
-- committed: by the ids alone the later line would come first. A line is therefore never placed before what has
-- ended when it is written, and the row lock makes sure that whatever made the version before it has. Every such id is
-- given out already, so a reader below the oldest running transaction still misses nothing. It must see what
-- has ended since its statement began, so it is volatile and not in SQL, of which the statement would take the snapshot.
create function last_ended_xid() returns xid8
language plpgsql volatile parallel restricted as $$
begin
  return (pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1)::text::xid8;
end $$;
comment on function last_ended_xid() is 'The greatest id of a transaction that has ended by now.';

alter table changes alter column xid set default greatest(pg_current_xact_id(), last_ended_xid());
comment on column changes.xid is 'Place in the feed: the transaction that wrote the line, or a later one that had ended by then. Readers stay below the oldest one still running, so no line is skipped.';
comment on column changes.seq is 'Order of the lines that have the same place.';

create table pruned_changes (
  organization_id uuid primary key references organizations (id),
  xid xid8 not null,
  seq bigint not null,
  before timestamptz(3) not null
);
comment on table pruned_changes is 'How far the change feed of an organization has been removed by retention; no row where it is whole.';
comment on column pruned_changes.organization_id is 'The organization whose feed it is.';
comment on column pruned_changes.xid is 'Place of the last line that was removed; no line before it is left.';
comment on column pruned_changes.seq is 'Order of that line among those of its place.';
comment on column pruned_changes.before is 'Every line that was removed had been asked for before this moment.';
