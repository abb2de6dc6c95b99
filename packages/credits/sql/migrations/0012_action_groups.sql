-- The actions of a site or batch, however long ago it ran. Few actions belong to one, and only those pay for it.

create index actions_group on actions (workspace_id, group_id, action_id) where group_id is not null;
