import type { EstimateQuality } from "@dokly/contract";
import { Stack, Text, Title } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { deploymentQualityQuery } from "../api/estimate-quality.ts";
import { strings } from "../strings/index.ts";
import { samplesForShare } from "../usage/quality-aims.ts";
import { ChoicePage } from "./choice-page.tsx";
import { Nothing } from "./console-panel.tsx";
import { QualityFigures } from "./quality-figures.tsx";
import { QualityTable } from "./quality-table.tsx";

const words = strings.operator.estimates;
const offered = [7, 30, 90].map((value) => ({ value, label: words.dayCount(value) }));

/** Operator → Estimates: whether people can trust the prices that they are shown, over all workspaces. */
export function EstimatesPage() {
  const [days, setDays] = useState(30);
  const quality = useQuery({ ...deploymentQualityQuery(days), placeholderData: keepPreviousData });
  return (
    <ChoicePage
      title={words.title}
      short={words.short}
      text={words.intro}
      choice={{ label: words.days, chosen: days, offered, onChoose: setDays }}
      failed={words.failed}
      query={quality}
    >
      {(shown) => <Quality quality={shown} />}
    </ChoicePage>
  );
}

function Quality({ quality: { all, items, days } }: { quality: EstimateQuality }) {
  if (all.samples === 0) {
    return <Nothing hint={words.emptyHint}>{words.empty(days)}</Nothing>;
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
