import type { DocumentSummary, PageRunEstimate, PageRunEstimateBody } from "@dokly/contract";
import { Alert, Button, Group, Loader, Stack, Text } from "@mantine/core";
import { errorSentence } from "../api/error-sentence.ts";
import { estimatePageRun } from "../api/page-runs.ts";
import { priceText } from "../editor/price-text.ts";
import { RunFigures } from "../editor/run-figures.tsx";
import { usePriceOf } from "../generate/use-price-of.ts";
import { strings } from "../strings/index.ts";
import { ChoiceFields } from "./choice-fields.tsx";
import { PagePrices } from "./page-prices.tsx";
import classes from "./page-runs.module.css";
import { type RunChoice, runOptionsOf } from "./run-choice.ts";
import type { StartPageRun } from "./use-start-page-run.ts";

const words = strings.pageRuns.ask;

type AskFormProps = {
  workspace: string;
  pages: readonly DocumentSummary[];
  choice: RunChoice;
  onChange: (choice: RunChoice) => void;
  start: StartPageRun;
  onRun: (asked: PageRunEstimateBody, price: PageRunEstimate) => void;
  onCancel: () => void;
};

/** What to do with the selected pages, and what that costs: page by page, together, and what is left after it. */
export function AskForm({ workspace, pages, choice, onChange, start, onRun, onCancel }: AskFormProps) {
  const options = runOptionsOf(choice);
  const asked = options === null ? null : { kind: choice.kind, options, pages: pages.map(({ path }) => ({ path })) };
  const price = usePriceOf(["page-run", workspace], asked, (body, signal) => estimatePageRun(workspace, body, signal));
  const estimate = asked === null ? undefined : price.data;
  const isPriced = asked !== null && estimate !== undefined && !price.isFetching && !price.isError;
  const isReady = isPriced && estimate.refusal === undefined;
  const error = asked === null ? null : (price.error ?? start.error);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onRun(asked, estimate);
      }}
    >
      <Stack>
        <ChoiceFields choice={choice} onChange={onChange} />
        <PagePrices pages={pages} estimate={estimate} isWaiting={asked !== null && price.isFetching} />
        <div className={classes["foot"]}>
          {error === null ? null : (
            <Alert color="red" role="alert" mb="sm">
              {errorSentence(error)}
            </Alert>
          )}
          <Total estimate={estimate} isWaiting={asked !== null && price.isFetching} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onCancel}>
              {words.cancel}
            </Button>
            <Button
              type="submit"
              disabled={!isReady}
              loading={(price.isFetching && asked !== null) || start.isPending || start.isSuccess}
            >
              {isReady ? words.runFor(priceText(estimate)) : words.run}
            </Button>
          </Group>
        </div>
      </Stack>
    </form>
  );
}

function Total({ estimate, isWaiting }: { estimate: PageRunEstimate | undefined; isWaiting: boolean }) {
  if (estimate === undefined) {
    return (
      <Text size="sm" c="dimmed" mb="sm">
        {isWaiting ? <Loader size={12} role="img" aria-label={strings.editor.ai.estimating} /> : words.priceHint}
      </Text>
    );
  }
  return (
    <>
      <RunFigures estimate={estimate} />
      <Text size="sm" c="dimmed" mt={-8} mb="sm">
        {estimate.payer === "byok" ? words.promiseOwn : words.promise}
      </Text>
    </>
  );
}
