create table installation (
  only_row boolean primary key default true check (only_row),
  pepper text,
  pepper_check bytea not null,
  created_at timestamptz(3) not null default now()
);
comment on table installation is 'What belongs to the installation and to no organization; one row.';
comment on column installation.only_row is 'Keeps the table to one row.';
comment on column installation.pepper is 'The pepper that was made at the first start, where none was given; whoever has the database has it.';
comment on column installation.pepper_check is 'HMAC of a constant, to tell a server that was given another pepper.';
comment on column installation.created_at is 'When it was begun.';

create table signing_keys (
  kid text primary key,
  public_key jsonb not null,
  sealed text not null,
  created_at timestamptz(3) not null default now()
);
comment on table signing_keys is 'Keys that sign the tokens of clients; the newest signs, all of them verify. Of the installation, as tokens of every organization are signed with the same.';
comment on column signing_keys.kid is 'Name of the key in the header of a token.';
comment on column signing_keys.public_key is 'The public half, as a JWK.';
comment on column signing_keys.sealed is 'The private half as a JWK, encrypted under the pepper.';
comment on column signing_keys.created_at is 'When it was made.';

alter table organizations add column handle text
  constraint organizations_handle_form check (handle ~ '^[a-z][a-z0-9-]{1,29}$');
create unique index organizations_handle on organizations (handle);
comment on column organizations.handle is 'What stands before the code of a till in its username; null: the id does.';

create table access_groups (
  organization_id uuid not null references organizations (id),
  id uuid not null,
  name text not null,
  built_in boolean not null default false,
  is_default boolean not null default false,
  active boolean not null default true,
  permissions jsonb not null,
  created_at timestamptz(3) not null default now(),
  created_by text not null,
  updated_at timestamptz(3),
  updated_by text,
  primary key (organization_id, id),
  constraint access_groups_name unique (organization_id, name),
  -- For those who are set up with it: they refer to an active one.
  constraint access_groups_active unique (organization_id, id, active),
  constraint access_groups_built_in check (active or not built_in),
  constraint access_groups_in_use check (active or not is_default)
);
create unique index access_groups_default on access_groups (organization_id) where is_default;
comment on table access_groups is 'What the tills of a store, or a client, may read and write.';
comment on column access_groups.organization_id is 'Whose group it is.';
comment on column access_groups.id is 'UUIDv7.';
comment on column access_groups.name is 'What people call it; unique within the organization.';
comment on column access_groups.built_in is 'It came with the organization, and neither changes nor ends.';
comment on column access_groups.is_default is 'It counts for whatever is set up with none. One of an organization.';
comment on column access_groups.active is 'Whether something can be set up with it.';
comment on column access_groups.permissions is 'The level, NONE, READ or WRITE, of each resource; one that is absent is at NONE.';
comment on column access_groups.created_at is 'When it was set up.';
comment on column access_groups.created_by is 'Id of the key that set it up.';
comment on column access_groups.updated_at is 'When it last changed; null until then.';
comment on column access_groups.updated_by is 'Id of the key that last changed it.';

insert into access_groups (organization_id, id, name, built_in, is_default, permissions, created_by)
select o.id, gen_random_uuid(), g.name, true, g.is_default,
  (select jsonb_object_agg(resource, g.level) from unnest(
    array['customer', 'requests', 'organization', 'data_fields', 'points', 'cards', 'stores']) as resource),
  'setup'
from organizations o
cross join (values ('full', 'WRITE', true), ('read-only', 'READ', false)) as g(name, level, is_default);

create table stores (
  organization_id uuid not null references organizations (id),
  id uuid not null,
  code text not null,
  name text not null,
  external_id text,
  external_id_1 text,
  external_id_2 text,
  zone_code text,
  concept_code text,
  access_group_id uuid,
  group_active boolean generated always as (true) stored,
  created_at timestamptz(3) not null default now(),
  created_by text not null,
  updated_at timestamptz(3),
  updated_by text,
  primary key (organization_id, id),
  constraint stores_code unique (organization_id, code),
  constraint stores_access_group_id foreign key (organization_id, access_group_id, group_active)
    references access_groups (organization_id, id, active)
);
create index stores_name on stores (organization_id, name);
create index stores_external_id on stores (organization_id, external_id) where external_id is not null;
create index stores_external_id_1 on stores (organization_id, external_id_1) where external_id_1 is not null;
create index stores_external_id_2 on stores (organization_id, external_id_2) where external_id_2 is not null;
comment on table stores is 'Places where tills stand.';
comment on column stores.organization_id is 'Whose store it is.';
comment on column stores.id is 'UUIDv7.';
comment on column stores.code is 'What it is named by; unique within the organization, and for good.';
comment on column stores.name is 'What people call it.';
comment on column stores.external_id is 'Its id in another system.';
comment on column stores.external_id_1 is 'Its id in a second one.';
comment on column stores.external_id_2 is 'Its id in a third one.';
comment on column stores.zone_code is 'Code of the zone that it lies in.';
comment on column stores.concept_code is 'Code of the concept that it is run by.';
comment on column stores.access_group_id is 'What its tills may do; null: as the default of the organization says.';
comment on column stores.group_active is 'Always true: its access group must be active, and stay so.';
comment on column stores.created_at is 'When it was set up.';
comment on column stores.created_by is 'Id of the key that set it up.';
comment on column stores.updated_at is 'When it last changed; null until then.';
comment on column stores.updated_by is 'Id of the key that last changed it.';

create table tills (
  organization_id uuid not null,
  id uuid not null,
  store_id uuid not null,
  code text not null,
  name text not null,
  password text not null,
  active boolean not null default true,
  created_at timestamptz(3) not null default now(),
  created_by text not null,
  updated_at timestamptz(3),
  updated_by text,
  primary key (organization_id, id),
  constraint tills_code unique (organization_id, code),
  constraint tills_store_id foreign key (organization_id, store_id) references stores (organization_id, id)
);
create index tills_of_store on tills (organization_id, store_id, code);
comment on table tills is 'Tills of stores, each of which signs in for itself.';
comment on column tills.organization_id is 'Whose till it is.';
comment on column tills.id is 'UUIDv7; the actor of what the till does.';
comment on column tills.store_id is 'The store that it stands in.';
comment on column tills.code is 'What it is named by and signs in with; unique within the organization, and for good.';
comment on column tills.name is 'What people call it.';
comment on column tills.password is 'A slow hash (scrypt) of the MD5 that stands for the password on the wire, with its salt and parameters.';
comment on column tills.active is 'Whether it can sign in, and be named.';
comment on column tills.created_at is 'When it was set up.';
comment on column tills.created_by is 'Id of the key that set it up.';
comment on column tills.updated_at is 'When it last changed; null until then.';
comment on column tills.updated_by is 'Id of the key that last changed it.';

create table oauth_clients (
  organization_id uuid not null references organizations (id),
  id uuid not null,
  key text not null,
  secret_hash bytea not null,
  hint text not null,
  name text not null,
  description text not null,
  token_ttl_seconds integer not null check (token_ttl_seconds between 60 and 2592000),
  default_till_id uuid,
  default_till_if_unknown boolean not null,
  access_group_id uuid,
  group_active boolean generated always as (true) stored,
  active boolean not null default true,
  created_at timestamptz(3) not null default now(),
  created_by text not null,
  updated_at timestamptz(3),
  updated_by text,
  primary key (organization_id, id),
  constraint oauth_clients_name unique (organization_id, name),
  constraint oauth_clients_key unique (organization_id, key),
  constraint oauth_clients_default_till_id foreign key (organization_id, default_till_id)
    references tills (organization_id, id),
  constraint oauth_clients_access_group_id foreign key (organization_id, access_group_id, group_active)
    references access_groups (organization_id, id, active)
);
create index oauth_clients_by_key on oauth_clients (key);
comment on table oauth_clients is 'Programs that ask for a token with a key and a secret, and work with that.';
comment on column oauth_clients.organization_id is 'Whose client it is.';
comment on column oauth_clients.id is 'UUIDv7; the actor of what the client does.';
comment on column oauth_clients.key is 'Names it when it asks for a token. Random.';
comment on column oauth_clients.secret_hash is 'SHA-256 of the secret. Secrets are long and random, so a fast hash is enough.';
comment on column oauth_clients.hint is 'The last four characters of the secret, to tell secrets apart.';
comment on column oauth_clients.name is 'What people call it; unique within the organization.';
comment on column oauth_clients.description is 'What it is for.';
comment on column oauth_clients.token_ttl_seconds is 'How long its tokens last: from a minute to 30 days.';
comment on column oauth_clients.default_till_id is 'The till that it works for where a request names none.';
comment on column oauth_clients.default_till_if_unknown is 'The default till stands in for one that a request names and nobody knows.';
comment on column oauth_clients.access_group_id is 'What it may do; null: as the default of the organization says.';
comment on column oauth_clients.group_active is 'Always true: its access group must be active, and stay so.';
comment on column oauth_clients.active is 'Whether its key and its tokens are taken.';
comment on column oauth_clients.created_at is 'When it was set up.';
comment on column oauth_clients.created_by is 'Id of the key that set it up.';
comment on column oauth_clients.updated_at is 'When it last changed; null until then.';
comment on column oauth_clients.updated_by is 'Id of the key that last changed it.';
