-- People, sessions and workspaces' membership: the tables of better-auth's models, as its getMigrations gave them,
-- with names in snake_case (Kysely's CamelCasePlugin translates).

create schema if not exists dokly;

create table dokly.people (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null,
  image text,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);

create table dokly.sessions (
  id text primary key,
  expires_at timestamptz not null,
  token text not null unique,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null,
  ip_address text,
  user_agent text,
  user_id text not null references dokly.people (id) on delete cascade,
  active_organization_id text
);
create index sessions_user_id on dokly.sessions (user_id);

create table dokly.sign_ins (
  id text primary key,
  account_id text not null,
  provider_id text not null,
  user_id text not null references dokly.people (id) on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null
);
create index sign_ins_user_id on dokly.sign_ins (user_id);

create table dokly.verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);
create index verifications_identifier on dokly.verifications (identifier);

create table dokly.organizations (
  id text primary key,
  name text not null,
  slug text not null unique,
  logo text,
  created_at timestamptz not null,
  metadata text
);

create table dokly.members (
  id text primary key,
  organization_id text not null references dokly.organizations (id) on delete cascade,
  user_id text not null references dokly.people (id) on delete cascade,
  role text not null check (role in ('owner', 'admin', 'editor', 'viewer')),
  created_at timestamptz not null,
  unique (organization_id, user_id)
);
create index members_user_id on dokly.members (user_id);

create table dokly.invitations (
  id text primary key,
  organization_id text not null references dokly.organizations (id) on delete cascade,
  email text not null,
  role text not null check (role in ('admin', 'editor', 'viewer')),
  status text not null check (status in ('pending', 'accepted', 'rejected', 'canceled')),
  expires_at timestamptz not null,
  created_at timestamptz not null default current_timestamp,
  inviter_id text not null references dokly.people (id) on delete cascade
);
create index invitations_email on dokly.invitations (email);
-- One open invitation per address and workspace.
create unique index invitations_pending on dokly.invitations (organization_id, email) where status = 'pending';

create table dokly.rate_limits (
  id text primary key,
  key text not null unique,
  count integer not null,
  last_request bigint not null
);
