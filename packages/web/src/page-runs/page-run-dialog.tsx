import type { AiOptions, DocumentSummary, PageRunEstimate } from "@dokly/contract";
import { Alert, Button, Group, Loader, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { errorSentence } from "../api/error-sentence.ts";
import { estimatePageRun } from "../api/page-runs.ts";
import { RunFigures } from "../editor/run-figures.tsx";
import { likelyLanguage, useRecentChoices } from "../editor/use-recent-choices.ts";
import { usePriceOf } from "../generate/use-price-of.ts";
import { formatRange } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { needOfEstimate, needOfRefusal } from "../top-up/need-of.ts";
import type { TopUpNeed } from "../top-up/shortfall-figures.tsx";
import { TopUpPrompt } from "../top-up/top-up-prompt.tsx";
import { ChoiceFields } from "./choice-fields.tsx";
import { PagePrices } from "./page-prices.tsx";
import classes from "./page-runs.module.css";
import { type RunChoice, runOptionsOf } from "./run-choice.ts";
import { useStartPageRun } from "./use-start-page-run.ts";

const words = strings.pageRuns.ask;

type PageRunDialogProps = {
  workspace: string;
  pages: readonly DocumentSummary[];
  isOpen: boolean;
  onClose: () => void;
};

/** What to do with the selected pages, and what that costs: together, page by page, and with what is left after. */
export function PageRunDialog({ workspace, pages, isOpen, onClose }: PageRunDialogProps) {
  const [need, setNeed] = useState<TopUpNeed | null>(null);
  return (
    <>
      <Modal opened={isOpen && need === null} onClose={onClose} title={words.title(pages.length)} size="lg">
        <AskForm workspace={workspace} pages={pages} onCancel={onClose} onLack={setNeed} />
      </Modal>
      <TopUpPrompt
        workspace={workspace}
        isOpened={need !== null}
        onClose={() => setNeed(null)}
        need={need ?? undefined}
      />
    </>
  );
}

type AskFormProps = Pick<PageRunDialogProps, "workspace" | "pages"> & {
  onCancel: () => void;
  onLack: (need: TopUpNeed) => void;
};

function AskForm({ workspace, pages, onCancel, onLack }: AskFormProps) {
  const { recent, remember } = useRecentChoices();
  const [choice, setChoice] = useState<RunChoice>(() => ({
    kind: "improve",
    tone: recent.tone,
    language: recent.languages[0] ?? likelyLanguage(),
    instruction: "",
  }));
  const options = runOptionsOf(choice);
  const asked = options === null ? null : { kind: choice.kind, options, pages: pages.map(({ path }) => ({ path })) };
  const price = usePriceOf(["page-run", workspace], asked, (body, signal) => estimatePageRun(workspace, body, signal));
  const start = useStartPageRun(workspace, (error) => {
    const need = needOfRefusal(error);
    if (need === null) void price.refetch();
    else onLack(need);
  });
  const estimate = options === null ? undefined : price.data;
  const runnable = estimate?.pages.filter(({ refusal }) => refusal === null) ?? [];
  const isReady = estimate !== undefined && runnable.length > 0 && !price.isFetching && !price.isError;
  const run = (agreed: PageRunEstimate, chosen: AiOptions): void => {
    const need = needOfEstimate(agreed);
    if (need !== null) {
      onLack(need);
      return;
    }
    remember(chosen);
    start.mutate({
      kind: choice.kind,
      options: chosen,
      pages: runnable.map(({ path }) => ({ path })),
      quote: agreed.quote,
    });
  };
  const error = start.error ?? price.error;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && options !== null) run(estimate, options);
      }}
    >
      <Stack>
        <ChoiceFields choice={choice} onChange={setChoice} />
        <PagePrices
          pages={pages}
          estimate={estimate}
          isWaiting={price.isFetching || price.isPlaceholderData}
          isAsked={options !== null}
        />
        <div className={classes["foot"]}>
          {error !== null && options !== null && needOfRefusal(error) === null ? (
            <Alert color="red" role="alert" mb="sm">
              {errorSentence(error)}
            </Alert>
          ) : null}
          <Total estimate={estimate} isAsked={options !== null} isWaiting={price.isFetching} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onCancel}>
              {words.cancel}
            </Button>
            <Button
              type="submit"
              disabled={!isReady}
              loading={(price.isFetching && options !== null) || start.isPending || start.isSuccess}
            >
              {isReady ? words.runFor(formatRange(estimate)) : words.run}
            </Button>
          </Group>
        </div>
      </Stack>
    </form>
  );
}

type TotalProps = { estimate: PageRunEstimate | undefined; isAsked: boolean; isWaiting: boolean };

function Total({ estimate, isAsked, isWaiting }: TotalProps) {
  if (estimate === undefined || estimate.high === 0) {
    return (
      <Text size="sm" c="dimmed" mb="sm">
        {isAsked && isWaiting ? (
          <Loader size={12} role="img" aria-label={strings.editor.ai.estimating} />
        ) : (
          words.priceHint
        )}
      </Text>
    );
  }
  return (
    <>
      <RunFigures estimate={estimate} />
      <Text size="sm" c="dimmed" mt={-8} mb="sm">
        {words.promise}
      </Text>
    </>
  );
}
