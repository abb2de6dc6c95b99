import { SegmentedControl, Skeleton, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { LoadFailed } from "../settings/load-failed.tsx";
import { PageHeading } from "../settings/page-heading.tsx";
import { strings } from "../strings/index.ts";
import { holdsQuery } from "./figure-queries.ts";
import { HoldTable } from "./hold-table.tsx";

const words = strings.operatorConsole.holds;

/** Operator → Holds: what runs in all workspaces, and what runs for too long. */
export function HoldsPage() {
  const [seconds, setSeconds] = useState(0);
  const holds = useQuery({ ...holdsQuery(seconds), placeholderData: keepPreviousData });
  return (
    <>
      <PageHeading
        title={words.title}
        trail={[strings.operator.title, words.title]}
        text={words.intro}
        action={
          <SegmentedControl
            size="xs"
            aria-label={words.filter}
            value={String(seconds)}
            onChange={(value) => setSeconds(Number(value))}
            data={Object.entries(words.filters).map(([value, label]) => ({ value, label }))}
          />
        }
      />
      {holds.data !== undefined ? (
        holds.data.items.length === 0 ? (
          <Text size="sm">{seconds === 0 ? words.none : words.noneLong}</Text>
        ) : (
          <section className="dokly-panel" aria-label={words.title}>
            <HoldTable holds={holds.data.items} />
          </section>
        )
      ) : holds.isError ? (
        <LoadFailed title={words.failed} error={holds.error} onRetry={() => void holds.refetch()} />
      ) : (
        <Skeleton h={240} radius="lg" />
      )}
    </>
  );
}
