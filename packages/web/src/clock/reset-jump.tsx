import { Button, Group, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useBalance } from "../api/credits.ts";
import { useWorkspaces } from "../api/workspaces.ts";
import { strings } from "../strings/index.ts";
import { exactInstantText } from "../usage/time-text.ts";

const words = strings.operator.clock;

/** To just after the next reset of one of the operator's own workspaces. */
export function ResetJump({ isBusy, onGo }: { isBusy: boolean; onGo: (now: Date) => void }) {
  const workspaces = useWorkspaces();
  const [chosen, setChosen] = useState(workspaces[0]?.id ?? "");
  if (workspaces.length === 0) return null;
  return (
    <Stack gap="xs">
      <Title order={2}>{words.reset}</Title>
      <Group gap="xs" align="flex-end">
        <NativeSelect
          label={words.toReset}
          value={chosen}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={workspaces.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <ToReset workspace={chosen} isBusy={isBusy} onGo={onGo} />
      </Group>
    </Stack>
  );
}

type ToResetProps = { workspace: string; isBusy: boolean; onGo: (now: Date) => void };

function ToReset({ workspace, isBusy, onGo }: ToResetProps) {
  const reset = useBalance(workspace).data?.period.end;
  if (reset === undefined) return <Text c="dimmed">{strings.app.loading}</Text>;
  return (
    <Button variant="default" disabled={isBusy} onClick={() => onGo(new Date(Date.parse(reset) + 1_000))}>
      {exactInstantText(reset)}
    </Button>
  );
}
