import type { EstimateQuality } from "@dokly/contract";
import { SegmentedControl, Skeleton, Stack, Text, Title } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { deploymentQualityQuery } from "../api/estimate-quality.ts";
import { LoadFailed } from "../settings/load-failed.tsx";
import { PageHeading } from "../settings/page-heading.tsx";
import { strings } from "../strings/index.ts";
import { samplesForShare } from "../usage/quality-aims.ts";
import classes from "./operator.module.css";
import { QualityFigures } from "./quality-figures.tsx";
import { QualityTable } from "./quality-table.tsx";

const words = strings.operator.estimates;
const offeredDays = [7, 30, 90];

/** Operator → Estimates: whether people can trust the prices that they are shown, over all workspaces. */
export function EstimatesPage() {
  const [days, setDays] = useState(30);
  const quality = useQuery({ ...deploymentQualityQuery(days), placeholderData: keepPreviousData });
  return (
    <>
      <PageHeading
        title={words.title}
        trail={[strings.operator.title, words.short]}
        text={words.intro}
        action={
          <SegmentedControl
            size="xs"
            aria-label={words.days}
            value={String(days)}
            onChange={(value) => setDays(Number(value))}
            data={offeredDays.map((count) => ({ value: String(count), label: words.dayCount(count) }))}
          />
        }
      />
      {quality.data === undefined ? (
        quality.isError ? (
          <LoadFailed title={words.failed} error={quality.error} onRetry={() => void quality.refetch()} />
        ) : (
          <Skeleton h={320} radius="lg" />
        )
      ) : (
        <Quality quality={quality.data} />
      )}
    </>
  );
}

function Quality({ quality: { all, items, days } }: { quality: EstimateQuality }) {
  if (all.samples === 0) {
    return (
      <div className={`dokly-panel ${classes["none"] ?? ""}`}>
        <Text fw={600}>{words.empty(days)}</Text>
        <Text size="sm" c="dimmed">
          {words.emptyHint}
        </Text>
      </div>
    );
  }
  return (
    <Stack gap="lg">
      <Stack component="section" className="dokly-panel" p={{ base: "md", sm: "lg" }} gap="md" aria-labelledby="all">
        <Title order={2} id="all">
          {words.all}
        </Title>
        <QualityFigures figures={all} />
        <Text size="sm" c="dimmed">
          {words.basis(all.samples, samplesForShare)}
        </Text>
      </Stack>
      <Stack component="section" className="dokly-panel" pt="lg" pb="xs" gap="sm" aria-labelledby="by-kind">
        <Title order={2} id="by-kind" px={{ base: "md", sm: "lg" }}>
          {words.byKind}
        </Title>
        <QualityTable items={items} />
      </Stack>
      <Text size="sm" c="dimmed">
        {words.explained}
      </Text>
    </Stack>
  );
}
