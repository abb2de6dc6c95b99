import type { UsageDay } from "@dokly/contract";
import { Center, Group, SegmentedControl, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { LoadFailed } from "../settings/load-failed.tsx";
import { formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { EstimateQualityLine } from "./estimate-quality-line.tsx";
import { kindColor } from "./kind-colors.ts";
import { PictureMenu } from "./picture-menu.tsx";
import { dayText, viewerTimeZone } from "./time-text.ts";
import classes from "./usage-chart.module.css";
import { kindsOf } from "./usage-days.ts";
import { usageDaysQuery } from "./usage-queries.ts";
import { UsageTable } from "./usage-table.tsx";
import { creditsOfKind, type UsageTotals, usageTotals } from "./usage-totals.ts";

const words = strings.usage.chart;
const plotHeight = 220;

const UsageChart = lazy(async () => ({ default: (await import("./usage-chart.tsx")).UsageChart }));

/** The past 30 days as a chart or as a table, with their sum in words. */
export function UsageDaysPanel({ workspace }: { workspace: string }) {
  const usage = useQuery(usageDaysQuery(workspace));
  const [view, setView] = useState<"chart" | "table">("chart");
  if (usage.isError)
    return <LoadFailed title={words.failed} error={usage.error} onRetry={() => void usage.refetch()} />;
  const days = usage.data?.days;
  return (
    <Stack
      component="section"
      className="dokly-panel"
      p={{ base: "md", sm: "lg" }}
      gap="md"
      aria-labelledby="days-title"
    >
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={2}>
          <Title order={2} id="days-title">
            {words.title}
          </Title>
          {days === undefined ? <Skeleton h={20} w={280} maw="100%" /> : <TotalsLine totals={usageTotals(days)} />}
        </Stack>
        <Group gap="xs" wrap="nowrap">
          <SegmentedControl
            size="xs"
            aria-label={words.view}
            value={view}
            onChange={(value) => setView(value === "table" ? "table" : "chart")}
            data={[
              { value: "chart", label: words.asChart },
              { value: "table", label: words.asTable },
            ]}
          />
          {days !== undefined && <PictureMenu days={days} kinds={kindsOf(days)} />}
        </Group>
      </Group>
      {days === undefined ? <PlotSkeleton /> : <Days days={days} view={view} />}
      <Group justify="space-between" gap="4px 24px">
        <EstimateQualityLine workspace={workspace} />
        <Text size="xs" c="dimmed">
          {words.zone(viewerTimeZone())}. {words.counted}
        </Text>
      </Group>
    </Stack>
  );
}

function Days({ days, view }: { days: readonly UsageDay[]; view: "chart" | "table" }) {
  const kinds = kindsOf(days);
  if (view === "table") return <UsageTable days={days} kinds={kinds} />;
  if (kinds.length === 0) {
    return (
      <Center h={plotHeight}>
        <Stack gap={4} ta="center" maw={420}>
          <Text fw={500}>{words.empty}</Text>
          <Text size="sm" c="dimmed">
            {words.emptyHint}
          </Text>
        </Stack>
      </Center>
    );
  }
  return (
    <Stack gap="sm" className={classes["kinds"]}>
      <Suspense fallback={<PlotSkeleton />}>
        <UsageChart days={days} kinds={kinds} />
      </Suspense>
      <Legend days={days} kinds={kinds} />
    </Stack>
  );
}

function Legend({ days, kinds }: { days: readonly UsageDay[]; kinds: readonly string[] }) {
  return (
    <ul className={classes["legend"]}>
      {kinds.map((kind) => (
        <li key={kind}>
          <span className={classes["dot"]} style={{ background: kindColor(kind) }} aria-hidden />
          {strings.usage.kind(kind)}
          <Text span size="sm" c="dimmed">
            {formatNumber(creditsOfKind(days, kind))}
          </Text>
        </li>
      ))}
    </ul>
  );
}

function TotalsLine({ totals }: { totals: UsageTotals }) {
  const parts = [words.summary(totals.credits, totals.actions)];
  if (totals.peak !== null) {
    parts.push(words.perDay(totals.creditsPerDay), words.peak(dayText(totals.peak.date, "short"), totals.peak.credits));
  }
  return (
    <Text size="sm" c="dimmed" style={{ fontVariantNumeric: "tabular-nums" }}>
      {parts.join(" · ")}
    </Text>
  );
}

function PlotSkeleton() {
  return <Skeleton h={plotHeight} aria-label={words.loading} />;
}
