import { type Verification, verification } from "@dokly/contract";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { api, apiPath } from "../api/client.ts";
import { announce } from "../app/announcer.tsx";
import { LoadFailed } from "../settings/load-failed.tsx";
import { strings } from "../strings/index.ts";
import { OfflineCheck } from "./offline-check.tsx";
import { ProofResult } from "./proof-result.tsx";

const words = strings.proof;

type ProofPanelProps = {
  workspace: string;
  /** Whether this role may have the whole ledger. */
  canDownload: boolean;
};

/** Works everything out again on request and shows the proof; tells how to do the same without this server. */
export function ProofPanel({ workspace, canDownload }: ProofPanelProps) {
  const verify = useMutation({
    mutationFn: () => api.post(apiPath("workspaces", workspace, "verify"), {}, verification),
    onSuccess: (found: Verification) => announce(found.ok ? words.ok : words.differs(found.differing)),
  });
  return (
    <Stack
      component="section"
      className="dokly-panel"
      gap="md"
      p={{ base: "md", sm: "lg" }}
      aria-labelledby="proof-title"
      aria-busy={verify.isPending}
    >
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={2} maw={640}>
          <Title order={2} id="proof-title">
            {words.title}
          </Title>
          <Text size="sm" c="dimmed">
            {words.intro}
          </Text>
        </Stack>
        <Button
          variant="default"
          leftSection={<ShieldCheck size={16} aria-hidden />}
          loading={verify.isPending}
          onClick={() => verify.mutate()}
        >
          {verify.data === undefined ? words.verify : words.again}
        </Button>
      </Group>
      {verify.isError && <LoadFailed title={words.failed} error={verify.error} onRetry={() => verify.mutate()} />}
      {verify.data !== undefined && <ProofResult workspace={workspace} found={verify.data} />}
      <OfflineCheck workspace={workspace} canDownload={canDownload} />
    </Stack>
  );
}
