-- A second factor of a sign-in: the tables of better-auth's plugin, whose secrets and backup codes are encrypted with
-- DOKLY_SECRET before they come here.

alter table dokly.people add column two_factor_enabled boolean not null default false;

create table dokly.second_factors (
  id text primary key,
  user_id text not null unique references dokly.people (id) on delete cascade,
  secret text not null,
  backup_codes text not null,
  -- False until the first code of the authenticator was right.
  verified boolean not null default false,
  failed_verification_count integer not null default 0,
  locked_until timestamptz
);
