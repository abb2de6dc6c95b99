import { readOutline } from "@dokly/contract";
import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { ReviewOutcome } from "../editor/review-outcome.tsx";
import { isRunning } from "../editor/run-state.ts";
import type { ActiveRun } from "../editor/use-ai-run.ts";
import { strings } from "../strings/index.ts";
import classes from "./sites.module.css";

const words = strings.sites.outline;

type OutlineProgressProps = { run: ActiveRun; onStop: () => void; onTryAgain: () => void; onBack: () => void };

/** The outline while it is written: its pages as they come, and what became of it if it was not. */
export function OutlineProgress({ run, onStop, onTryAgain, onBack }: OutlineProgressProps) {
  const { state } = run;
  const outline = state.phase === "refused" ? null : readOutline(state.text);
  return (
    <Stack>
      {isRunning(state) ? (
        <Group gap="sm">
          <Loader size={14} type="dots" aria-hidden />
          <Text size="sm" role="status">
            {words.writing}
          </Text>
        </Group>
      ) : null}
      {outline === null ? null : (
        <ol className={classes["coming"]} aria-label={outline.title}>
          {outline.pages.map(({ path, title, brief }) => (
            <li key={path}>
              <Text size="sm" fw={600}>
                {title}
              </Text>
              <Text size="xs" c="dimmed">
                {brief}
              </Text>
            </li>
          ))}
        </ol>
      )}
      <ReviewOutcome run={run} />
      <Group justify="flex-end" gap="xs">
        {state.phase === "given-up" ? <Button onClick={onTryAgain}>{strings.generate.reconnect}</Button> : null}
        {isRunning(state) ? (
          <Button color="red" variant="light" disabled={state.phase === "cancelling"} onClick={onStop}>
            {words.stop}
          </Button>
        ) : (
          <Button onClick={onBack}>{strings.generate.back}</Button>
        )}
      </Group>
    </Stack>
  );
}
