create table merges (
  organization_id uuid not null,
  victim_id uuid not null,
  survivor_id uuid not null,
  survivor_version integer not null,
  before jsonb not null,
  after jsonb not null,
  merged_at timestamptz(3) not null,
  merged_by text not null,
  primary key (organization_id, victim_id),
  foreign key (organization_id, victim_id) references customers (organization_id, id) on delete cascade,
  foreign key (organization_id, survivor_id) references customers (organization_id, id) on delete cascade
);
create index merges_survivor on merges (organization_id, survivor_id);
comment on table merges is 'Merges that stand, with what is needed to take them back; the merged customer itself stays in customers as it was. Holds personal data of both.';
comment on column merges.organization_id is 'The organization that keeps both customers.';
comment on column merges.victim_id is 'The customer that was merged into another and archived.';
comment on column merges.survivor_id is 'The customer that took over.';
comment on column merges.survivor_version is 'The version of the survivor that the merge made.';
comment on column merges.before is 'The columns of the survivor that the merge changed, as they were.';
comment on column merges.after is 'The same columns as the merge left them.';
comment on column merges.merged_at is 'When the merge was asked for.';
comment on column merges.merged_by is 'Id of the key, or the name of the job, that made it.';
