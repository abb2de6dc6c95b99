import { ActionIcon, Button, Popover, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { CircleUserRound, LogOut, ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import { signOut } from "../api/accounts.ts";
import { useMe } from "../api/session.ts";
import { strings } from "../strings/index.ts";
import { ColorSchemeChoice } from "./color-scheme-choice.tsx";

/** Who is signed in, how the app looks, what the page around it adds, and the way out. */
export function AccountMenu({ children }: { children?: ReactNode }) {
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
    <Popover position="bottom-end" width={260} shadow="lg" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon size="lg" aria-label={strings.app.shell.accountOf(me.name)}>
          <CircleUserRound size={20} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p="sm" aria-label={strings.app.shell.account}>
        <Text size="sm" fw={600} truncate>
          {me.name}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {me.email}
        </Text>
        <Text size="xs" c="dimmed" mt="md" mb={6}>
          {strings.app.colorScheme.label}
        </Text>
        <ColorSchemeChoice />
        {children}
        {me.isOperator ? (
          <Button
            mt="md"
            fullWidth
            variant="default"
            size="xs"
            leftSection={<ShieldCheck size={15} aria-hidden />}
            renderRoot={(props) => <Link {...props} to="/operator" />}
          >
            {strings.operator.open}
          </Button>
        ) : null}
        <Button
          mt={me.isOperator ? "xs" : "md"}
          fullWidth
          variant="default"
          size="xs"
          leftSection={<LogOut size={15} aria-hidden />}
          loading={leave.isPending}
          onClick={() => leave.mutate()}
        >
          {strings.app.shell.signOut}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
