import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { Download } from "lucide-react";
import { apiAddress } from "../api/api-address.ts";
import { apiPath } from "../api/client.ts";
import { CopyField } from "../settings/copy-field.tsx";
import { strings } from "../strings/index.ts";

const words = strings.proof;

/** Where everybody finds the key that heads are signed with. */
const keyAddress = "/.well-known/dokly-ledger-key.json";

/** The whole signed ledger, and the command that checks it on one's own computer. */
export function OfflineCheck({ workspace, canDownload }: { workspace: string; canDownload: boolean }) {
  if (!canDownload) {
    return (
      <Text size="xs" c="dimmed">
        {words.adminsDownload}
      </Text>
    );
  }
  return (
    <Stack gap={6} component="section" aria-labelledby="offline-title">
      <Text fw={600} size="sm" id="offline-title">
        {words.offlineTitle}
      </Text>
      <Text size="sm" maw={720}>
        {words.offline}
      </Text>
      <CopyField label={words.copy} value="npx dokly verify-export FILE" />
      <Group gap="md">
        <Button
          component="a"
          href={apiAddress(apiPath("workspaces", workspace, "ledger.jsonl"))}
          download
          variant="default"
          size="xs"
          leftSection={<Download size={15} aria-hidden />}
        >
          {words.download}
        </Button>
        <Anchor href={keyAddress} download="dokly-ledger-key.json" size="sm" underline="always">
          {words.key}
        </Anchor>
        <Text size="xs" c="dimmed">
          {words.keyHint}
        </Text>
      </Group>
    </Stack>
  );
}
