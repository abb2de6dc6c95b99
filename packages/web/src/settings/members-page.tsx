import { Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { hasRole, useWorkspace } from "../api/workspaces.ts";
import { strings } from "../strings/index.ts";
import { InviteForm } from "./invite-form.tsx";
import { LoadFailed } from "./load-failed.tsx";
import { MemberTable } from "./member-table.tsx";
import { membersQuery } from "./members-query.ts";
import { PageHeading } from "./page-heading.tsx";
import { PendingInvitations } from "./pending-invitations.tsx";
import { RolesExplained } from "./roles-explained.tsx";

const words = strings.settings.memberList;

/** Settings → Members: who is here, in which role; for owners and admins also inviting, changing and removing. */
export function MembersPage() {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  const { name, role } = useWorkspace(workspace);
  const canManage = hasRole(role, "admin");
  return (
    <>
      <PageHeading
        title={words.title}
        trail={[strings.settings.title, strings.settings.members]}
        text={canManage ? words.intro(name) : `${words.intro(name)} ${words.readOnly}`}
      />
      <Stack gap="lg">
        {canManage && (
          <Stack
            component="section"
            className="dokly-panel"
            p={{ base: "md", sm: "lg" }}
            gap="md"
            aria-labelledby="invite-title"
          >
            <Title order={2} id="invite-title">
              {strings.settings.invite.title}
            </Title>
            <InviteForm workspace={workspace} />
          </Stack>
        )}
        <Lists workspace={workspace} canManage={canManage} />
        <RolesExplained />
      </Stack>
    </>
  );
}

function Lists({ workspace, canManage }: { workspace: string; canManage: boolean }) {
  const { role } = useWorkspace(workspace);
  const list = useQuery(membersQuery(workspace));
  if (list.isError && list.data === undefined) {
    return <LoadFailed title={words.failed} error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.data === undefined) return <Skeleton h={220} radius="lg" aria-label={words.loading} />;
  const { members, invitations } = list.data;
  return (
    <>
      {invitations.length > 0 && <PendingInvitations workspace={workspace} invitations={invitations} />}
      <Stack component="section" className="dokly-panel" gap="sm" pt="lg" pb="xs" aria-labelledby="members-title">
        <Title order={2} id="members-title" px={{ base: "md", sm: "lg" }}>
          {words.title}{" "}
          <Text span c="dimmed" fw={400}>
            {members.length}
          </Text>
        </Title>
        <MemberTable workspace={workspace} members={members} ownRole={role} canManage={canManage} />
      </Stack>
    </>
  );
}
