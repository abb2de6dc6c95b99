import type { PageRun } from "@dokly/contract";
import { Group, Progress, Stack, Text } from "@mantine/core";
import { jobCostText } from "../editor/price-text.ts";
import { strings } from "../strings/index.ts";
import { isOver, pageRunFigures } from "./page-run-figures.ts";

const words = strings.pageRuns.run;

/** A bar of the pages that have ended, what became of them, and what they cost together. */
export function RunProgress({ run }: { run: PageRun }) {
  const { pages, ended, percent, percentWithout, ...counts } = pageRunFigures(run);
  const text = words.progress(ended, pages);
  const told = [
    { count: counts.toReview, text: words.toReview },
    { count: counts.accepted, text: words.accepted },
    { count: counts.rejected, text: words.rejected },
    { count: counts.refunded, text: words.failed },
    { count: counts.stopped, text: words.stopped },
    { count: counts.expired, text: words.expired },
  ].filter(({ count }) => count > 0);
  return (
    <Stack gap={6}>
      <Progress.Root size="lg" radius="xl">
        <Progress.Section value={percent - percentWithout} aria-label={text} animated={!isOver(run)} />
        <Progress.Section value={percentWithout} color="gray" withAria={false} />
      </Progress.Root>
      <Group gap="4px 16px">
        <Text size="sm" fw={600} role="status">
          {text}
        </Text>
        {told.map(({ count, text: tell }) => (
          <Text key={tell(count)} size="sm">
            {tell(count)}
          </Text>
        ))}
        <Text size="sm" ml="auto">
          {run.ownKey === undefined ? words.charged(run.charged) : jobCostText(run)}
          {run.held > 0 ? ` · ${words.held(run.held)}` : null}
        </Text>
      </Group>
    </Stack>
  );
}
