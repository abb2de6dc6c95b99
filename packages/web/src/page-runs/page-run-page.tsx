import type { PageRun } from "@dokly/contract";
import { Alert, Anchor, Badge, Button, Container, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { hasRole, useWorkspace } from "../api/workspaces.ts";
import { LoadFailed } from "../settings/load-failed.tsx";
import { strings } from "../strings/index.ts";
import { TopUpPrompt } from "../top-up/top-up-prompt.tsx";
import { AcceptAll } from "./accept-all.tsx";
import { DearerDialog } from "./dearer-dialog.tsx";
import { OwnKeyBadge } from "./own-key-badge.tsx";
import { isOver, pageRunFigures } from "./page-run-figures.ts";
import { RunPagesTable } from "./run-pages-table.tsx";
import { RunProgress } from "./run-progress.tsx";
import { usePageDecisions } from "./use-page-decisions.ts";
import { usePageRun } from "./use-page-run.ts";

const words = strings.pageRuns.run;

type RunParts = ReturnType<typeof usePageRun>;

/** One run: how far it is, what each page has cost, and the review of what was written. */
export function PageRunPage() {
  const { workspace, run: id } = useParams({ from: "/signed-in/w/$workspace/page-runs/$run" });
  const parts = usePageRun(workspace, id);
  const { query } = parts;
  return (
    <Container size="lg" px={{ base: "md", sm: "xl" }} py="xl">
      <Stack gap="lg">
        <Anchor
          renderRoot={(props) => <Link {...props} to="/w/$workspace/page-runs" params={{ workspace }} />}
          size="sm"
        >
          <Group gap={4} component="span">
            <ArrowLeft size={14} aria-hidden />
            {words.back}
          </Group>
        </Anchor>
        {query.data === undefined ? (
          query.isError ? (
            <LoadFailed title={words.notFound} error={query.error} onRetry={() => void query.refetch()} />
          ) : (
            <Skeleton h={320} radius="lg" />
          )
        ) : (
          <Run key={id} workspace={workspace} run={query.data} parts={parts} />
        )}
      </Stack>
    </Container>
  );
}

function Run({ workspace, run, parts }: { workspace: string; run: PageRun; parts: RunParts }) {
  const canRun = hasRole(useWorkspace(workspace).role, "editor");
  const decisions = usePageDecisions(workspace, run, parts.take);
  const { goOn, retry, dearer, lacking } = parts;
  const dearerPage = run.pages.find(({ number }) => number === dearer.asked?.page);
  return (
    <>
      <Group justify="space-between" align="flex-start">
        <RunHead run={run} />
        {canRun ? <RunButtons run={run} parts={parts} acceptAll={decisions.acceptAll} /> : null}
      </Group>
      {parts.isLost ? <Alert color="yellow">{words.lost}</Alert> : null}
      {run.state === "needs-credits" ? (
        <Alert color="orange" title={words.needsCredits}>
          <Group justify="space-between">
            <Text size="sm">{words.needsCreditsHint}</Text>
            <Button size="xs" loading={goOn.isPending} onClick={() => goOn.mutate({})}>
              {words.goOn}
            </Button>
          </Group>
        </Alert>
      ) : null}
      <RunProgress run={run} />
      <RunPagesTable
        workspace={workspace}
        run={run}
        decisions={decisions}
        retrying={retry.isPending ? retry.variables.page : null}
        onRetry={canRun ? (page) => retry.mutate({ page }) : null}
      />
      <DearerDialog
        title={dearerPage?.title ?? ""}
        wasOnOwnKey={run.ownKey !== undefined}
        estimate={dearer.asked?.estimate ?? null}
        isBusy={retry.isPending || goOn.isPending}
        onClose={dearer.close}
        onRun={(maxCredits) => {
          const page = dearer.asked?.page ?? null;
          if (page === null) goOn.mutate({ maxCredits });
          else retry.mutate({ page, maxCredits });
        }}
      />
      <TopUpPrompt
        workspace={workspace}
        isOpened={lacking.need !== null}
        onClose={lacking.close}
        need={lacking.need ?? undefined}
      />
    </>
  );
}

function RunHead({ run }: { run: PageRun }) {
  const hint = isOver(run) ? words.kept : words.background;
  return (
    <div>
      <Group gap="sm">
        <Title order={1}>{strings.pageRuns.of(strings.editor.kindWith(run.kind, run.options), run.pages.length)}</Title>
        <Badge variant="default" tt="none" fw={550}>
          {strings.pageRuns.states[run.state]}
        </Badge>
        {run.ownKey === undefined ? null : <OwnKeyBadge />}
        {run.isDemo ? (
          <Badge variant="default" tt="none" fw={550} title={strings.editor.ai.demoExplained}>
            {strings.editor.ai.demoWriter}
          </Badge>
        ) : null}
      </Group>
      {run.options.instruction === undefined ? null : <Text size="sm">“{run.options.instruction}”</Text>}
      <Text size="sm" c="dimmed">
        {run.isOwn ? hint : words.notOwn}
      </Text>
    </div>
  );
}

type RunButtonsProps = { run: PageRun; parts: RunParts; acceptAll: ReturnType<typeof usePageDecisions>["acceptAll"] };

function RunButtons({ run, parts: { stop }, acceptAll }: RunButtonsProps) {
  const { toReview } = pageRunFigures(run);
  return (
    <Group gap="xs">
      {isOver(run) ? null : (
        <Button
          color="red"
          variant="light"
          loading={stop.isPending}
          disabled={run.isCancelling}
          title={words.stopHint}
          onClick={() => stop.mutate()}
        >
          {run.isCancelling ? words.stopping : words.stop}
        </Button>
      )}
      {run.isOwn && toReview > 1 ? (
        <AcceptAll count={toReview} isBusy={acceptAll.isPending} onAccept={() => acceptAll.mutateAsync()} />
      ) : null}
    </Group>
  );
}
