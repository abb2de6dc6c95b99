import { Alert, Anchor, List, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { hasRole, useWorkspace } from "../api/workspaces.ts";
import { membersQuery } from "../settings/members-query.ts";
import { strings } from "../strings/index.ts";

const words = strings.topUp;

/** For who may not pay: who may, by name, and a way to write to them. */
export function AskPayers({ workspace }: { workspace: string }) {
  const { name } = useWorkspace(workspace);
  const members = useQuery(membersQuery(workspace)).data?.members ?? [];
  const payers = members.filter((member) => hasRole(member.role, "admin"));
  return (
    <Alert color="gray" title={words.notPayer}>
      <Text size="sm">{payers.length === 0 ? words.askNobody : words.ask}</Text>
      <List size="sm" mt={4}>
        {payers.map((payer) => (
          <List.Item key={payer.id}>
            {payer.name} ({strings.app.roleNames[payer.role].toLowerCase()}),{" "}
            <Anchor
              size="sm"
              underline="always"
              href={`mailto:${payer.email}?subject=${encodeURIComponent(words.subject(name))}`}
            >
              {payer.email}
            </Anchor>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
