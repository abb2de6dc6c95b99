-- Who left a workspace: their actions stay in its log under their names, and can be searched by them.

create table dokly.former_members (
  organization_id text not null references dokly.organizations (id) on delete cascade,
  user_id text not null,
  left_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, user_id)
);

create function dokly.keep_former_member() returns trigger language plpgsql as $$
begin
  -- A workspace that goes takes its memberships with it; nobody is left to read of them then.
  insert into dokly.former_members (organization_id, user_id)
    select old.organization_id, old.user_id
      where exists (select from dokly.organizations where id = old.organization_id)
    on conflict (organization_id, user_id) do update set left_at = excluded.left_at;
  return null;
end $$;
create trigger members_kept after delete on dokly.members for each row execute function dokly.keep_former_member();
