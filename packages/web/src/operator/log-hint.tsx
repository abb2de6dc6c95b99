import type { ActionStory } from "@dokly/contract";
import { Stack, Text } from "@mantine/core";
import { CopyField } from "../settings/copy-field.tsx";
import { strings } from "../strings/index.ts";
import { logCommand } from "./log-command.ts";

const words = strings.operatorConsole.action.log;

/** How the lines of the server's log are found, which stand wherever its standard output is kept. */
export function LogHint({ story: { action, logRequestId } }: { story: ActionStory }) {
  return (
    <Stack gap="xs">
      <Text size="sm">{words.text}</Text>
      <CopyField isLong label={words.command} value={logCommand([action.id, logRequestId, action.requestId])} />
    </Stack>
  );
}
