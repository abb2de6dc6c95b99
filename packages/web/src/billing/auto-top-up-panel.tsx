import type { AutoTopUp } from "@dokly/contract";
import { Alert, Button, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { LoadFailed } from "../settings/load-failed.tsx";
import { sayDone, sayError } from "../settings/notices.ts";
import { formatDateTime } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import type { AutoTopUpSettings } from "./auto-top-up-draft.ts";
import { AutoTopUpForm } from "./auto-top-up-form.tsx";
import { autoTopUpQuery, saveAutoTopUp } from "./auto-top-up-queries.ts";
import { SavedCard } from "./saved-card.tsx";

const words = strings.billing.auto;

/** Auto top-up: off until somebody turns it on, with a card that was saved for it. */
export function AutoTopUpPanel({ workspace }: { workspace: string }) {
  const auto = useQuery(autoTopUpQuery(workspace));
  return (
    <Stack
      component="section"
      className="dokly-panel"
      p={{ base: "md", sm: "lg" }}
      gap="md"
      aria-labelledby="auto-title"
    >
      <div>
        <Title order={2} id="auto-title">
          {words.title}
        </Title>
        <Text size="sm" c="dimmed">
          {words.intro}
        </Text>
      </div>
      {auto.data !== undefined ? (
        <Settings workspace={workspace} saved={auto.data} />
      ) : auto.isError ? (
        <LoadFailed title={words.failed} error={auto.error} onRetry={() => void auto.refetch()} />
      ) : (
        <Skeleton h={180} aria-label={words.loading} />
      )}
    </Stack>
  );
}

function Settings({ workspace, saved }: { workspace: string; saved: AutoTopUp }) {
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (settings: AutoTopUpSettings) => saveAutoTopUp(workspace, settings),
    onSuccess: (now) => {
      client.setQueryData(autoTopUpQuery(workspace).queryKey, now);
      sayDone(words.saved);
    },
    onError: sayError,
  });
  const { belowCredits, credits, timesPerPeriodMax, stopped } = saved;
  return (
    <>
      {stopped !== null && (
        <Alert color="red" title={words.stopped} icon={<TriangleAlert size={18} aria-hidden />}>
          <Stack gap="sm" align="flex-start">
            <Text size="sm">{words.stoppedText(formatDateTime(stopped.at), stopped.reason)}</Text>
            <Button
              size="xs"
              variant="default"
              loading={save.isPending}
              onClick={() => save.mutate({ isOn: true, belowCredits, credits, timesPerPeriodMax })}
            >
              {words.restart}
            </Button>
          </Stack>
        </Alert>
      )}
      <AutoTopUpForm
        key={JSON.stringify([saved.isOn, belowCredits, credits, timesPerPeriodMax])}
        workspace={workspace}
        saved={saved}
        isSaving={save.isPending}
        onSave={(settings) => save.mutate(settings)}
      />
      <SavedCard workspace={workspace} card={saved.card} consentText={saved.consentText} />
    </>
  );
}
