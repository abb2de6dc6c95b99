import { Button, Group, Skeleton, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { queryKeys } from "../api/query-keys.ts";
import { LoadFailed } from "../settings/load-failed.tsx";
import { sayDone, sayError } from "../settings/notices.ts";
import { PageHeading } from "../settings/page-heading.tsx";
import { strings } from "../strings/index.ts";
import { exactInstantText } from "../usage/time-text.ts";
import { clockQuery, refreshTimed, setClock } from "./clock-queries.ts";
import { ResetJump } from "./reset-jump.tsx";

const words = strings.operator.clock;
const dayMs = 86_400_000;
const steps = [
  { days: 1, label: words.day },
  { days: 7, label: words.week },
  { days: 30, label: words.month },
];

/** Operator → Clock: lets months pass on a running Dokly, outside production. */
export function ClockPage() {
  const clock = useQuery(clockQuery);
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: setClock,
    onError: sayError,
    onSuccess: async (_, now) => {
      sayDone(now === null ? words.ended : words.done(exactInstantText(now)));
      await Promise.all([client.invalidateQueries({ queryKey: queryKeys.configuration }), refreshTimed(client)]);
    },
  });
  const go = (now: Date): void => change.mutate(now.toISOString());
  return (
    <>
      <PageHeading title={words.title} trail={[strings.operator.title, words.short]} text={words.intro} />
      {clock.data !== undefined ? (
        <Stack className="dokly-panel" p={{ base: "md", sm: "lg" }} gap="lg">
          <Now now={clock.data.now} isSimulated={clock.data.isSimulated} />
          <Stack gap="xs">
            <Title order={2}>{words.step}</Title>
            <Group gap="xs">
              {steps.map(({ days, label }) => (
                <Button
                  key={days}
                  variant="default"
                  disabled={change.isPending}
                  onClick={() => go(new Date(Date.parse(clock.data.now) + days * dayMs))}
                >
                  {label}
                </Button>
              ))}
            </Group>
          </Stack>
          <ResetJump isBusy={change.isPending} onGo={go} />
          <AnyTime now={clock.data.now} isBusy={change.isPending} onGo={go} />
          {clock.data.isSimulated && (
            <Stack gap="xs" align="flex-start">
              <Button disabled={change.isPending} onClick={() => change.mutate(null)}>
                {words.end}
              </Button>
              <Text size="sm" c="dimmed">
                {words.endText}
              </Text>
            </Stack>
          )}
        </Stack>
      ) : clock.isError ? (
        <LoadFailed title={words.failed} error={clock.error} onRetry={() => void clock.refetch()} />
      ) : (
        <Skeleton h={320} radius="lg" />
      )}
    </>
  );
}

function Now({ now, isSimulated }: { now: string; isSimulated: boolean }) {
  return (
    <Stack gap={4}>
      <Text size="sm" c="dimmed">
        {words.now}
      </Text>
      <Text size="xl" fw={650}>
        {exactInstantText(now)}
      </Text>
      <Text size="sm">{isSimulated ? words.simulated : words.real}</Text>
      <Text size="sm" c="dimmed">
        {words.scope}
      </Text>
    </Stack>
  );
}

type GoProps = { isBusy: boolean; onGo: (now: Date) => void };

function AnyTime({ now, isBusy, onGo }: GoProps & { now: string }) {
  const [typed, setTyped] = useState<string | null>(null);
  const value = typed ?? now.slice(0, 16);
  const wanted = Date.parse(`${value}Z`);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onGo(new Date(wanted));
    setTyped(null);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Title order={2}>{words.set}</Title>
        <Group gap="xs" align="flex-end">
          <TextInput
            type="datetime-local"
            label={words.setLabel}
            value={value}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={isBusy || Number.isNaN(wanted)}>
            {words.setAction}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
