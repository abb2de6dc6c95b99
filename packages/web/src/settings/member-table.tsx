import type { Member, Role } from "@dokly/contract";
import { ActionIcon, Badge, Group, NativeSelect, Text, Tooltip } from "@mantine/core";
import { LogOut, UserMinus } from "lucide-react";
import { useState } from "react";
import { formatDate } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { memberRights } from "./member-rules.ts";
import { RemoveMemberDialog } from "./remove-member-dialog.tsx";
import classes from "./settings-table.module.css";
import { useChangeRole } from "./use-members.ts";

const words = strings.settings.memberList;

type MemberTableProps = { workspace: string; members: readonly Member[]; ownRole: Role; canManage: boolean };

/** The members; roles and removing only where this viewer may. */
export function MemberTable({ workspace, members, ownRole, canManage }: MemberTableProps) {
  const [removed, setRemoved] = useState<Member | null>(null);
  return (
    <>
      <table className={`dokly-table ${classes["table"]}`} aria-labelledby="members-title">
        <thead>
          <tr>
            <th scope="col">{words.person}</th>
            <th scope="col" className="dokly-wide">
              {words.joined}
            </th>
            <th scope="col">{words.role}</th>
            <th scope="col" className={classes["actions"]}>
              <span className={classes["hidden"]}>{words.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => {
            const rights = memberRights(ownRole, member, members);
            return (
              <tr key={member.id}>
                <td>
                  <PersonCell member={member} />
                </td>
                <td className="dokly-wide">{formatDate(member.joinedAt)}</td>
                <td>
                  {canManage && rights.roles.length > 0 ? (
                    <RoleSelect workspace={workspace} member={member} roles={rights.roles} />
                  ) : (
                    strings.app.roleNames[member.role]
                  )}
                </td>
                <td className={classes["actions"]}>
                  {rights.canRemove && <RemoveButton member={member} onRemove={() => setRemoved(member)} />}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <RemoveMemberDialog workspace={workspace} member={removed} onClose={() => setRemoved(null)} />
    </>
  );
}

function PersonCell({ member }: { member: Member }) {
  return (
    <>
      <Group gap={8}>
        <Text span size="sm" fw={600}>
          {member.name}
        </Text>
        {member.isYou && (
          <Badge size="sm" radius="sm" variant="default" tt="none" fw={500}>
            {words.you}
          </Badge>
        )}
      </Group>
      <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {member.email}
      </Text>
    </>
  );
}

function RoleSelect({ workspace, member, roles }: { workspace: string; member: Member; roles: readonly Role[] }) {
  const change = useChangeRole(workspace);
  return (
    <NativeSelect
      size="sm"
      w={116}
      aria-label={words.roleOf(member.name)}
      value={change.isPending ? change.variables.role : member.role}
      disabled={change.isPending}
      data={roles.map((role) => ({ value: role, label: strings.app.roleNames[role] }))}
      onChange={(event) => {
        const role = roles.find((candidate) => candidate === event.currentTarget.value);
        if (role !== undefined) change.mutate({ member, role });
      }}
    />
  );
}

function RemoveButton({ member, onRemove }: { member: Member; onRemove: () => void }) {
  const label = member.isYou ? words.leave : words.remove(member.name);
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} aria-haspopup="dialog" size="lg" onClick={onRemove}>
        {member.isYou ? <LogOut size={17} aria-hidden /> : <UserMinus size={17} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
