import { SegmentedControl, Skeleton, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";
import { Nothing } from "../operator/console-panel.tsx";
import { LoadFailed } from "../settings/load-failed.tsx";
import { PageHeading } from "../settings/page-heading.tsx";
import { strings } from "../strings/index.ts";
import { type QueueSearch, reportQueueQuery } from "./operator-report-queries.ts";
import { ReportQueueTable } from "./report-queue-table.tsx";
import classes from "./reports.module.css";

const words = strings.reports.queue;
const states = ["open", "answered", "all"] as const;
/** A pause in typing after which is searched. */
const pauseMs = 300;

/** Operator → Reports: what people say did not work, over all workspaces. */
export function ReportQueuePage() {
  const [state, setState] = useState<QueueSearch["state"]>("open");
  const [text, setText] = useState("");
  const [typed] = useDebouncedValue(text, pauseMs);
  const q = typed.trim() === "" ? undefined : typed.trim();
  return (
    <>
      <PageHeading title={words.title} trail={[strings.operator.title, words.title]} text={words.intro} />
      <Stack gap="lg">
        <div className={classes["filters"]}>
          <SegmentedControl
            aria-label={words.show}
            value={state}
            onChange={(value) => setState(states.find((one) => one === value) ?? "open")}
            data={states.map((value) => ({ value, label: words.states[value] }))}
          />
          <TextInput
            type="search"
            className={classes["search"] ?? ""}
            label={words.search}
            placeholder={words.searchHint}
            leftSection={<Search size={15} aria-hidden />}
            maxLength={200}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </div>
        <Rows state={state} q={q} />
      </Stack>
    </>
  );
}

function Rows({ state, q }: QueueSearch) {
  const queue = useInfiniteQuery(reportQueueQuery({ state, q }));
  if (queue.isError && queue.data === undefined) {
    return <LoadFailed title={words.failed} error={queue.error} onRetry={() => void queue.refetch()} />;
  }
  if (queue.data === undefined) return <Skeleton h={240} radius="lg" />;
  const rows = queue.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) {
    return (
      <Nothing {...(q === undefined && { hint: words.emptyHint })}>
        {q === undefined ? words.empty[state] : words.noMatch}
      </Nothing>
    );
  }
  return (
    <ReportQueueTable
      rows={rows}
      hasMore={queue.hasNextPage}
      isFetching={queue.isFetchingNextPage}
      onMore={() => void queue.fetchNextPage()}
    />
  );
}
