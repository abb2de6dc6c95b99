import type { PageRun } from "@dokly/contract";
import { Anchor, Container, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { pageRunsQuery } from "../api/page-runs.ts";
import { EmptyList, type ProgressItem, ProgressList } from "../app/progress-list.tsx";
import { LoadFailed } from "../settings/load-failed.tsx";
import { formatDateTime } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { pageRunFigures } from "./page-run-figures.ts";

const words = strings.pageRuns;

/** The actions that ran on many pages, the newest first. */
export function PageRunsPage() {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  const list = useQuery({ ...pageRunsQuery(workspace), refetchInterval: 5_000 });
  const runs = list.data?.items;
  return (
    <Container size="lg" px={{ base: "md", sm: "xl" }} py="xl">
      <Stack gap="lg">
        <div>
          <Title order={1}>{words.title}</Title>
          <Text size="sm" c="dimmed">
            {words.intro}
          </Text>
        </div>
        {list.isError && runs === undefined ? (
          <LoadFailed title={words.failed} error={list.error} onRetry={() => void list.refetch()} />
        ) : null}
        {runs === undefined && !list.isError ? <Skeleton h={160} radius="lg" /> : null}
        {runs?.length === 0 ? (
          <EmptyList title={words.none} text={words.noneHint}>
            <Anchor
              size="sm"
              underline="always"
              renderRoot={(props) => <Link {...props} to="/w/$workspace" params={{ workspace }} />}
            >
              {words.toPages}
            </Anchor>
          </EmptyList>
        ) : null}
        {runs !== undefined && runs.length > 0 ? (
          <ProgressList items={runs.map((run) => itemOf(workspace, run))} />
        ) : null}
      </Stack>
    </Container>
  );
}

function itemOf(workspace: string, run: PageRun): ProgressItem {
  const { ended, pages, percent, toReview } = pageRunFigures(run);
  const progress = words.run.progress(ended, pages);
  const review = run.isOwn && toReview > 0 ? [words.run.toReview(toReview)] : [];
  return {
    id: run.id,
    link: (
      <Link to="/w/$workspace/page-runs/$run" params={{ workspace, run: run.id }}>
        {words.of(strings.editor.kindWith(run.kind, run.options), run.pages.length)}
      </Link>
    ),
    state: `${words.states[run.state]} · ${formatDateTime(run.startedAt)}`,
    percent,
    progress,
    figures: [progress, ...review, words.run.charged(run.charged)].join(" · "),
  };
}
