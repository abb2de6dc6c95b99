import type { AutoTopUp } from "@dokly/contract";
import { Alert, Button, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { LoadFailed } from "../settings/load-failed.tsx";
import { sayDone, sayError } from "../settings/notices.ts";
import { formatDateTime } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import type { AutoTopUpSettings } from "./auto-top-up-draft.ts";
import { AutoTopUpForm } from "./auto-top-up-form.tsx";
import { autoTopUpQuery, saveAutoTopUp } from "./auto-top-up-queries.ts";
import { SavedCard } from "./saved-card.tsx";

const words = strings.billing.auto;
const askEveryMs = 1_500;
const awaitedMs = 30_000;

/** Auto top-up: off until somebody turns it on, with a card that was saved for it. */
export function AutoTopUpPanel({ workspace }: { workspace: string }) {
  const { auto, isAwaited } = useAutoTopUp(workspace);
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
        <Settings workspace={workspace} saved={auto.data} isAwaited={isAwaited} />
      ) : auto.isError ? (
        <LoadFailed title={words.failed} error={auto.error} onRetry={() => void auto.refetch()} />
      ) : (
        <Skeleton h={180} aria-label={words.loading} />
      )}
    </Stack>
  );
}

/**
 * The settings; of a card that somebody comes back from saving, this server hears a moment later, and of one that was
 * not saved after all, never.
 */
function useAutoTopUp(workspace: string) {
  const { awaiting } = useSearch({ from: "/signed-in/w/$workspace/settings/billing" });
  const navigate = useNavigate({ from: "/w/$workspace/settings/billing" });
  const [until] = useState(() => Date.now() + awaitedMs);
  const isWaiting = ({ data, dataUpdatedAt }: { data: AutoTopUp | undefined; dataUpdatedAt: number }) =>
    awaiting === "card" && data?.card === null && dataUpdatedAt < until;
  const auto = useQuery({
    ...autoTopUpQuery(workspace),
    refetchInterval: ({ state }) => (isWaiting(state) ? askEveryMs : false),
  });
  const { data, dataUpdatedAt } = auto;
  const hasCome = awaiting === "card" && data !== undefined && data.card !== null;
  useEffect(() => {
    if (hasCome) void navigate({ search: {}, replace: true });
  }, [hasCome, navigate]);
  return { auto, isAwaited: isWaiting({ data, dataUpdatedAt }) };
}

type SettingsProps = { workspace: string; saved: AutoTopUp; isAwaited: boolean };

function Settings({ workspace, saved, isAwaited }: SettingsProps) {
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
      <SavedCard workspace={workspace} card={saved.card} consentText={saved.consentText} isAwaited={isAwaited} />
    </>
  );
}
