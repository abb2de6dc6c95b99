import { Anchor, Center, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { strings } from "../strings/index.ts";

const words = strings.operator;

/** For everybody who is not the operator and has found the address. */
export function OperatorOnly() {
  return (
    <main>
      <Center mih="60vh" p="xl">
        <Stack gap="xs" align="center" ta="center" maw={440}>
          <Title order={1}>{words.only}</Title>
          <Text c="dimmed">{words.onlyHint}</Text>
          <Anchor renderRoot={(props) => <Link {...props} to="/workspaces" />} underline="always">
            {words.back}
          </Anchor>
        </Stack>
      </Center>
    </main>
  );
}
