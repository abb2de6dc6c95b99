import type { PageRun, PageRunPage, PageRunText } from "@dokly/contract";
import { Alert, Anchor, Button, Group, Kbd, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { readRunText } from "../api/page-run-review.ts";
import { queryKeys } from "../api/query-keys.ts";
import { announce } from "../app/announcer.tsx";
import { CopyText } from "../editor/review-actions.tsx";
import { ReviewDiff } from "../editor/review-diff.tsx";
import { useChangeChoice } from "../editor/use-change-choice.ts";
import { LoadFailed } from "../settings/load-failed.tsx";
import { strings } from "../strings/index.ts";
import classes from "./page-runs.module.css";
import type { PageDecisions } from "./use-page-decisions.ts";

const words = strings.pageRuns.review;
const editorWords = strings.editor.review;

type PageReviewProps = {
  workspace: string;
  run: PageRun;
  page: PageRunPage;
  decisions: PageDecisions;
  onDecided: () => void;
  onClose: () => void;
};

/** What would change on one page: Enter accepts it, Escape closes it undecided, each change can be dropped. */
export function PageReview(props: PageReviewProps) {
  const { workspace, run, page } = props;
  const text = useQuery({
    queryKey: queryKeys.runText(workspace, run.id, page.number),
    queryFn: ({ signal }) => readRunText(workspace, run.id, page.number, signal),
  });
  if (text.data !== undefined) return <Loaded {...props} read={text.data} />;
  if (text.isError) return <LoadFailed title={words.failed} error={text.error} onRetry={() => void text.refetch()} />;
  return <Skeleton h={160} aria-label={words.loading} />;
}

function Loaded({
  workspace,
  run,
  page,
  decisions,
  onDecided,
  onClose,
  read,
}: PageReviewProps & { read: PageRunText }) {
  const { text, original } = read;
  const region = useRef<HTMLElement>(null);
  const choice = useChangeChoice(original === null ? null : { kind: run.kind, original, text });
  const { accept, reject } = decisions;
  const isBusy = accept.isPending || reject.isPending;
  const taken = choice.changes.length - choice.dropped.size;
  // All changes dropped is a rejection; nothing changed to begin with can be put aside either way.
  const canAccept = original !== null && (taken > 0 || choice.changes.length === 0) && !isBusy;
  useEffect(() => {
    region.current?.focus({ preventScroll: true });
    region.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const decided = (said: string): void => {
    announce(said);
    onDecided();
  };
  const acceptIt = (): void => {
    const body = choice.dropped.size === 0 || choice.text === null ? {} : { text: choice.text };
    accept.mutate({ page: page.number, body }, { onSuccess: () => decided(words.accepted(page.title)) });
  };
  const rejectIt = (): void => reject.mutate(page.number, { onSuccess: () => decided(words.rejected(page.title)) });
  const decide = (event: KeyboardEvent): void => {
    const hasOwnEnter = event.target instanceof HTMLButtonElement || event.target instanceof HTMLAnchorElement;
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter" && !hasOwnEnter && canAccept) acceptIt();
    else if (event.target === region.current && event.key.startsWith("Arrow"))
      region.current?.querySelector<HTMLElement>("[role=checkbox]")?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <section
      ref={region}
      className={classes["review"]}
      aria-label={words.region(page.title)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the focus, so that Enter and Escape decide at once.
      tabIndex={0}
      onKeyDown={decide}
    >
      <ReviewText read={read} choice={choice} />
      <Group gap="xs" className={classes["reviewActions"] ?? ""}>
        {original === null ? (
          <CopyText text={text} />
        ) : (
          <Button size="xs" disabled={!canAccept} loading={accept.isPending} onClick={acceptIt}>
            {choice.dropped.size === 0 ? words.accept : editorWords.acceptSome(taken, choice.changes.length)}
            <Kbd size="xs" ml={8} className={classes["key"]}>
              {editorWords.keys.accept}
            </Kbd>
          </Button>
        )}
        <Button size="xs" variant="default" loading={reject.isPending} disabled={isBusy} onClick={rejectIt}>
          {words.reject}
        </Button>
        <Anchor
          size="sm"
          ml="auto"
          renderRoot={(link) => <Link {...link} to="/w/$workspace/pages/$" params={{ workspace, _splat: page.path }} />}
        >
          {words.open}
        </Anchor>
      </Group>
    </section>
  );
}

function ReviewText({ read, choice }: { read: PageRunText; choice: ReturnType<typeof useChangeChoice> }) {
  const count = choice.changes.length;
  if (read.original === null) {
    return (
      <>
        <Alert color="orange" title={words.conflict}>
          {words.conflictText}
        </Alert>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys. */}
        <div className={classes["homeless"]} tabIndex={0}>
          {read.text.trim()}
        </div>
      </>
    );
  }
  if (count === 0) return <Text size="sm">{words.unchanged}</Text>;
  return (
    <>
      <ReviewDiff choice={choice} isFolded />
      {count > 1 ? (
        <Text size="xs" c="dimmed">
          {editorWords.changesHint(count)}
        </Text>
      ) : null}
    </>
  );
}
