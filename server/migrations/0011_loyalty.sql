create table programmes (
  organization_id uuid not null references organizations (id),
  id uuid not null,
  number integer not null,
  name text not null,
  description text not null default '',
  is_default boolean not null default false,
  points_valid_days integer check (points_valid_days > 0),
  tiers_by text not null default 'lifetime_points' check (tiers_by in ('lifetime_points', 'lifetime_purchases')),
  decimals smallint not null default 0 check (decimals between 0 and 8),
  points_per_currency numeric check (points_per_currency > 0),
  points_to_currency numeric check (points_to_currency > 0),
  incentive_fields jsonb,
  incentive_points numeric check (incentive_points > 0),
  created_at timestamptz(3) not null,
  updated_at timestamptz(3),
  primary key (organization_id, id),
  constraint programmes_number unique (organization_id, number),
  constraint programmes_name unique (organization_id, name),
  check ((incentive_fields is null) = (incentive_points is null))
);
create unique index programmes_default on programmes (organization_id) where is_default;
comment on table programmes is 'Loyalty programmes of an organization: how points are earned, kept and spent in each.';
comment on column programmes.organization_id is 'The organization that runs the programme.';
comment on column programmes.id is 'UUIDv7.';
comment on column programmes.number is 'The same programme for contracts whose ids are integers: counted from 1 in each organization.';
comment on column programmes.name is 'What it is called; unique in the organization.';
comment on column programmes.description is 'What it is for.';
comment on column programmes.is_default is 'Its figures stand in the loyalty columns of customers, too. One programme of an organization at most.';
comment on column programmes.points_valid_days is 'Days after which points expire, at the end of the day where the organization is; null: never.';
comment on column programmes.tiers_by is 'Which figure of a membership the thresholds of tiers are compared with.';
comment on column programmes.decimals is 'How many places behind the point its points may have.';
comment on column programmes.points_per_currency is 'Points earned by one unit of currency spent; null: whoever posts says how many.';
comment on column programmes.points_to_currency is 'What a point is worth in currency; told to who asks, nothing is computed with it.';
comment on column programmes.incentive_fields is 'Members of a customer that are all to be filled for the points of a complete profile.';
comment on column programmes.incentive_points is 'Points for a complete profile, once for ever.';
comment on column programmes.created_at is 'When it was set up.';
comment on column programmes.updated_at is 'When it was last changed; null until the first change.';

create table tiers (
  organization_id uuid not null,
  programme_id uuid not null,
  serial smallint not null check (serial > 0),
  name text not null,
  description text not null default '',
  threshold numeric check (threshold > 0),
  valid_days integer check (valid_days > 0),
  keep_threshold numeric check (keep_threshold > 0),
  primary key (organization_id, programme_id, serial),
  constraint tiers_name unique (organization_id, programme_id, name),
  foreign key (organization_id, programme_id) references programmes (organization_id, id) on delete cascade,
  check ((serial = 1) = (threshold is null))
);
comment on table tiers is 'Tiers of programmes in their order; they are appended, never removed.';
comment on column tiers.organization_id is 'The organization that runs the programme.';
comment on column tiers.programme_id is 'The programme.';
comment on column tiers.serial is 'Counted from 1, the tier that everybody begins in.';
comment on column tiers.name is 'What it is called; unique in the programme.';
comment on column tiers.description is 'What it is for.';
comment on column tiers.threshold is 'The figure from which a member is in it, greater with each tier; the first has none.';
comment on column tiers.valid_days is 'Days after which it ends, at the end of the day where the organization is; null: 100 years.';
comment on column tiers.keep_threshold is 'The figure of the time in it that renews it at its end, else it goes down by one; null: it is renewed.';

create table memberships (
  organization_id uuid not null,
  customer_id uuid not null,
  programme_id uuid not null,
  tier smallint,
  tier_since timestamptz(3),
  tier_expires_at timestamptz(3),
  tier_offset numeric not null default 0,
  lifetime_points numeric not null default 0 check (lifetime_points >= 0),
  balance numeric not null default 0 check (balance >= 0),
  redeemed numeric not null default 0 check (redeemed >= 0),
  expired numeric not null default 0 check (expired >= 0),
  returned numeric not null default 0 check (returned >= 0),
  adjusted numeric not null default 0,
  purchases numeric not null default 0 check (purchases >= 0),
  last_activity_at timestamptz(3),
  enrolled_at timestamptz(3) not null,
  profile_awarded_at timestamptz(3),
  merged_from uuid,
  merged_into uuid,
  primary key (organization_id, customer_id, programme_id),
  foreign key (organization_id, customer_id) references customers (organization_id, id) on delete cascade,
  foreign key (organization_id, programme_id) references programmes (organization_id, id),
  check (balance = lifetime_points - redeemed - expired - returned + adjusted),
  check ((tier is null) = (tier_since is null) and (tier is null) = (tier_expires_at is null))
);
create index memberships_tier_ends on memberships (tier_expires_at, customer_id) where merged_into is null;
comment on table memberships is 'Where a customer stands in a programme: sums of points_ledger, and the tier.';
comment on column memberships.organization_id is 'The organization that keeps the customer.';
comment on column memberships.customer_id is 'The member.';
comment on column memberships.programme_id is 'The programme.';
comment on column memberships.tier is 'Serial of the tier; null in a programme without tiers.';
comment on column memberships.tier_since is 'Since when: it was reached, renewed or fallen back to.';
comment on column memberships.tier_expires_at is 'When it ends, to be renewed or to go down.';
comment on column memberships.tier_offset is 'How much of the figure no longer counts for tiers: set when one goes down, so that the way up begins at the one below.';
comment on column memberships.lifetime_points is 'Points ever earned.';
comment on column memberships.balance is 'Points that can be spent.';
comment on column memberships.redeemed is 'Points ever spent.';
comment on column memberships.expired is 'Points that have ever expired.';
comment on column memberships.returned is 'Earned points that were taken back with what they were earned for.';
comment on column memberships.adjusted is 'Credits less debits made by hand; negative where the debits are more.';
comment on column memberships.purchases is 'Amount of all purchases, less what was returned.';
comment on column memberships.last_activity_at is 'Time of the latest entry that is not an expiry.';
comment on column memberships.enrolled_at is 'When the customer registered for the programme.';
comment on column memberships.profile_awarded_at is 'When the points for a complete profile were given; null: not yet.';
comment on column memberships.merged_from is 'The customer whose merge brought the membership; null: the member had it before.';
comment on column memberships.merged_into is 'The customer that has the points while this one is part of it; the row waits as it was.';

create table points_ledger (
  organization_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  posted_for uuid not null,
  programme_id uuid not null,
  kind text not null check (kind in ('earn', 'redeem', 'expire', 'return', 'adjust')),
  points numeric not null check (scale(points) <= 8 and case kind
    when 'earn' then points >= 0 when 'adjust' then points <> 0 when 'return' then points <= 0 else points < 0 end),
  purchase numeric check (purchase is null or kind in ('earn', 'return') and scale(purchase) <= 8),
  expires_at timestamptz(3),
  reference text,
  note text,
  balance_after numeric not null,
  at timestamptz(3) not null,
  actor text not null,
  request_id text not null,
  primary key (organization_id, id),
  foreign key (organization_id, customer_id) references customers (organization_id, id) on delete cascade,
  foreign key (organization_id, programme_id) references programmes (organization_id, id)
);
create index points_ledger_of_customer on points_ledger (organization_id, customer_id, id);
create unique index points_ledger_reference on points_ledger (organization_id, programme_id, kind, reference)
  where reference is not null;
comment on table points_ledger is 'Every entry of every member: lines are added, never changed, but for whose they are after a merge and for what an erasure empties.';
comment on column points_ledger.organization_id is 'The organization that keeps the customer.';
comment on column points_ledger.id is 'UUIDv7.';
comment on column points_ledger.customer_id is 'Whose points they are: after a merge, the survivor.';
comment on column points_ledger.posted_for is 'The customer that they were posted for, to whom they go back with an unmerge.';
comment on column points_ledger.programme_id is 'The programme.';
comment on column points_ledger.kind is 'What happened.';
comment on column points_ledger.points is 'What it did to the balance, signed.';
comment on column points_ledger.purchase is 'Amount of the purchase, negative where it was returned.';
comment on column points_ledger.expires_at is 'When the points of a credit expire; null: never.';
comment on column points_ledger.reference is 'Name of the event in the system that told of it; unique for a programme and kind.';
comment on column points_ledger.note is 'Why, in words.';
comment on column points_ledger.balance_after is 'The balance that it left then, of the customer that it was posted for.';
comment on column points_ledger.at is 'When it was posted.';
comment on column points_ledger.actor is 'Id of the key, or the name of the job, that posted it.';
comment on column points_ledger.request_id is 'The request that asked for it.';

create table points_lots (
  organization_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  posted_for uuid not null,
  programme_id uuid not null,
  points numeric not null check (points > 0),
  remaining numeric not null check (remaining >= 0 and remaining <= points),
  expires_at timestamptz(3),
  primary key (organization_id, id),
  foreign key (organization_id, id) references points_ledger (organization_id, id) on delete cascade
);
create index points_lots_of_member on points_lots (organization_id, customer_id, programme_id, expires_at, id) where remaining > 0;
create index points_lots_due on points_lots (expires_at, id) where remaining > 0;
comment on table points_lots is 'What is left of each credit; what is left of a member''s is the balance.';
comment on column points_lots.organization_id is 'The organization that keeps the customer.';
comment on column points_lots.id is 'The entry that credited the points.';
comment on column points_lots.customer_id is 'Whose points they are, as in points_ledger.';
comment on column points_lots.posted_for is 'The customer that they were posted for, as in points_ledger.';
comment on column points_lots.programme_id is 'The programme.';
comment on column points_lots.points is 'How many there were.';
comment on column points_lots.remaining is 'How many are left.';
comment on column points_lots.expires_at is 'When what is left expires; null: never.';

create table points_draws (
  organization_id uuid not null,
  entry_id uuid not null,
  lot_id uuid not null,
  points numeric not null check (points > 0),
  primary key (organization_id, entry_id, lot_id),
  foreign key (organization_id, entry_id) references points_ledger (organization_id, id) on delete cascade,
  foreign key (organization_id, lot_id) references points_lots (organization_id, id) on delete cascade
);
create index points_draws_of_lot on points_draws (organization_id, lot_id);
comment on table points_draws is 'Which lots an entry drew on.';
comment on column points_draws.organization_id is 'The organization that keeps the customer.';
comment on column points_draws.entry_id is 'The entry that took points.';
comment on column points_draws.lot_id is 'The lot that it took them from.';
comment on column points_draws.points is 'How many.';

create table tier_changes (
  organization_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  programme_id uuid not null,
  kind text not null check (kind in ('UPGRADE', 'DOWNGRADE', 'RENEW')),
  from_tier smallint,
  to_tier smallint not null,
  at timestamptz(3) not null,
  since_before timestamptz(3),
  expires_before timestamptz(3),
  expires_after timestamptz(3) not null,
  merged_from uuid,
  primary key (organization_id, id),
  foreign key (organization_id, customer_id, programme_id)
    references memberships (organization_id, customer_id, programme_id) on delete cascade
);
create index tier_changes_of_customer on tier_changes (organization_id, customer_id, id);
comment on table tier_changes is 'How members went from tier to tier.';
comment on column tier_changes.organization_id is 'The organization that keeps the customer.';
comment on column tier_changes.id is 'UUIDv7.';
comment on column tier_changes.customer_id is 'The member.';
comment on column tier_changes.programme_id is 'The programme.';
comment on column tier_changes.kind is 'What happened.';
comment on column tier_changes.from_tier is 'Serial of the tier before; null where there was none.';
comment on column tier_changes.to_tier is 'Serial of the tier since.';
comment on column tier_changes.at is 'When.';
comment on column tier_changes.since_before is 'Since when the tier before was held.';
comment on column tier_changes.expires_before is 'When the tier before would have ended.';
comment on column tier_changes.expires_after is 'When the tier since ends.';
comment on column tier_changes.merged_from is 'The customer whose merge brought it; null: entries or time did.';
