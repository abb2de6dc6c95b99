import { ActionIcon, Box, Menu, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { CircleUserRound, LogOut } from "lucide-react";
import { signOut } from "../api/accounts.ts";
import { useMe } from "../api/session.ts";
import { strings } from "../strings/index.ts";
import { ColorSchemeChoice } from "./color-scheme-choice.tsx";

/** Who is signed in, how the app looks, and the way out. */
export function AccountMenu() {
  const me = useMe();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      await navigate({ to: "/sign-in" });
      queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== "configuration" });
    },
  });
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <ActionIcon size="lg" aria-label={strings.app.shell.accountOf(me.name)}>
          <CircleUserRound size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Box px="sm" py={6}>
          <Text size="sm" fw={600} truncate>
            {me.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {me.email}
          </Text>
        </Box>
        <Menu.Divider />
        <Box px="sm" py={6}>
          <Text size="xs" c="dimmed" mb={6}>
            {strings.app.colorScheme.label}
          </Text>
          <ColorSchemeChoice />
        </Box>
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={16} aria-hidden />} onClick={() => leave.mutate()}>
          {strings.app.shell.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
