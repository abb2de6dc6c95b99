import type { AlertList, AlertSettings } from "@dokly/contract";
import { Button, Group, NumberInput, Pill, Skeleton, Stack, Switch, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { LoadFailed } from "../settings/load-failed.tsx";
import { strings } from "../strings/index.ts";
import { alertsQuery, useAlertSettings } from "./alert-queries.ts";
import { thresholdProblem } from "./threshold-problem.ts";

const words = strings.limits.alerts;

/** At which shares of the period's credits people are told, and whether by mail as well. */
export function AlertSettingsPanel({ workspace, canChange }: { workspace: string; canChange: boolean }) {
  const alerts = useQuery(alertsQuery(workspace));
  if (alerts.isError && alerts.data === undefined) {
    return <LoadFailed title={words.failed} error={alerts.error} onRetry={() => void alerts.refetch()} />;
  }
  return (
    <Stack
      component="section"
      className="dokly-panel"
      p={{ base: "md", sm: "lg" }}
      gap="md"
      aria-labelledby="alerts-title"
    >
      <Stack gap={2}>
        <Title order={2} id="alerts-title">
          {words.title}
        </Title>
        <Text size="sm" c="dimmed">
          {canChange ? words.hint : `${words.hint} ${words.readOnly}`}
        </Text>
      </Stack>
      {alerts.data === undefined ? (
        <Skeleton h={92} />
      ) : (
        <Settings workspace={workspace} list={alerts.data} canChange={canChange} />
      )}
    </Stack>
  );
}

type SettingsProps = { workspace: string; list: AlertList; canChange: boolean };

function Settings({ workspace, list: { settings, canMail }, canChange }: SettingsProps) {
  const save = useAlertSettings(workspace);
  // What was just chosen stands there while it is stored.
  const shown = save.isPending ? save.variables : settings;
  const change = (changes: Partial<AlertSettings>) => save.mutate({ ...shown, ...changes });
  return (
    <>
      {shown.thresholds.length === 0 ? (
        <Text size="sm">{words.none}</Text>
      ) : (
        <Pill.Group>
          {shown.thresholds
            .toSorted((a, b) => a - b)
            .map((threshold) => (
              <Pill
                key={threshold}
                size="lg"
                bd="1px solid var(--mantine-color-default-border)"
                withRemoveButton={canChange}
                disabled={save.isPending}
                onRemove={() => change({ thresholds: shown.thresholds.filter((other) => other !== threshold) })}
                removeButtonProps={{ "aria-label": words.remove(threshold), "aria-hidden": false, tabIndex: 0 }}
              >
                {words.share(threshold)}
              </Pill>
            ))}
        </Pill.Group>
      )}
      {canChange && (
        <AddThreshold
          thresholds={shown.thresholds}
          isSaving={save.isPending}
          onAdd={(threshold) => change({ thresholds: [...shown.thresholds, threshold] })}
        />
      )}
      <Switch
        label={words.mail}
        description={canMail ? undefined : words.noMail}
        checked={shown.isMailed && canMail}
        disabled={!canChange || !canMail || save.isPending}
        onChange={(event) => change({ isMailed: event.currentTarget.checked })}
      />
    </>
  );
}

type AddThresholdProps = { thresholds: readonly number[]; isSaving: boolean; onAdd: (threshold: number) => void };

function AddThreshold({ thresholds, isSaving, onAdd }: AddThresholdProps) {
  const [typed, setTyped] = useState<number | string>("");
  const problem = thresholdProblem(thresholds, typed);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (problem !== null || typeof typed !== "number") return;
        onAdd(typed);
        setTyped("");
      }}
    >
      <Group gap="xs" align="flex-start">
        <NumberInput
          aria-label={words.field}
          placeholder={words.field}
          suffix={words.suffix}
          w={150}
          hideControls
          min={1}
          max={100}
          allowDecimal={false}
          clampBehavior="none"
          value={typed}
          onChange={setTyped}
          error={typed === "" || problem === null ? undefined : words[problem]}
        />
        <Button type="submit" variant="default" disabled={problem !== null || isSaving}>
          {words.add}
        </Button>
      </Group>
    </form>
  );
}
