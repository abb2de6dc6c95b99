import { Button, Divider, Stack, Text } from "@mantine/core";
import { useConfiguration } from "../api/session.ts";
import { strings } from "../strings/index.ts";

export type Credentials = { email: string; password: string };

/** One-click sign-ins of the seeded workspaces; nothing where the server offers none (in production). */
export function DemoSignIns({ isBusy, onPick }: { isBusy: boolean; onPick: (credentials: Credentials) => void }) {
  const { demoSignIns } = useConfiguration();
  if (demoSignIns.length === 0) return null;
  return (
    <>
      <Divider mt="lg" mb="sm" label={strings.app.signIn.demoTitle} />
      <Text size="sm" c="dimmed" mb="sm">
        {strings.app.signIn.demoText}
      </Text>
      <Stack gap="xs">
        {demoSignIns.map(({ email, label, password }) => (
          <Button
            key={email}
            variant="default"
            justify="space-between"
            disabled={isBusy}
            rightSection={
              <Text span size="xs" c="dimmed" fw={400}>
                {email}
              </Text>
            }
            onClick={() => onPick({ email, password })}
          >
            {label}
          </Button>
        ))}
      </Stack>
    </>
  );
}
