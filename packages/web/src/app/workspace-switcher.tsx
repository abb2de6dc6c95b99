import { Box, Group, Menu, Text, UnstyledButton } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { Check, ChevronsUpDown, Plus } from "lucide-react";
import { useWorkspace, useWorkspaces } from "../api/workspaces.ts";
import { strings } from "../strings/index.ts";

/** The workspace that is open, and the way to another one. */
export function WorkspaceSwitcher({ workspace: current }: { workspace: string }) {
  const workspace = useWorkspace(current);
  const workspaces = useWorkspaces();
  const navigate = useNavigate();
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <UnstyledButton className="dokly-switcher" aria-label={strings.app.workspaces.switch(workspace.name)}>
          <Text span size="sm" fw={600} truncate>
            {workspace.name}
          </Text>
          <ChevronsUpDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{strings.app.workspaces.heading}</Menu.Label>
        {workspaces.map((one) => (
          <Menu.Item
            key={one.id}
            aria-current={one.id === current ? "true" : undefined}
            rightSection={one.id === current ? <Check size={16} aria-hidden /> : null}
            onClick={() => void navigate({ to: "/w/$workspace", params: { workspace: one.id } })}
          >
            <Box>
              <Text size="sm" fw={550}>
                {one.name}
              </Text>
              <Group gap={6}>
                <Text size="xs" c="dimmed">
                  {strings.app.workspaces.plan(one.plan)} · {strings.app.roleNames[one.role]}
                </Text>
              </Group>
            </Box>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Plus size={16} aria-hidden />} component={Link} to="/workspaces">
          {strings.app.workspaces.create}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
