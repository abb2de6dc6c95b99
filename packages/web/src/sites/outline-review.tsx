import type { Outline } from "@dokly/contract";
import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { refreshCredits } from "../api/credits.ts";
import { documentsQuery } from "../api/documents.ts";
import { errorSentence } from "../api/error-sentence.ts";
import { queryKeys } from "../api/query-keys.ts";
import { createSite, estimateSite } from "../api/sites.ts";
import { useIntentKey } from "../api/use-intent-key.ts";
import { priceText } from "../editor/price-text.ts";
import { RunFigures } from "../editor/run-figures.tsx";
import { asideOf } from "../generate/brief.ts";
import { strings } from "../strings/index.ts";
import { TopUpPrompt } from "../top-up/top-up-prompt.tsx";
import { useWaitForCredits } from "../top-up/use-wait-for-credits.ts";
import { findProblems, tidyOutline } from "./outline-check.ts";
import { OutlineEditor } from "./outline-editor.tsx";
import type { SiteBrief } from "./site-brief.ts";
import { useSitePrice } from "./use-site-price.ts";

const words = strings.sites.outline;

type OutlineReviewProps = {
  workspace: string;
  brief: SiteBrief;
  outline: Outline;
  onChange: (outline: Outline) => void;
  /** What wrote the outline, and what that was charged. */
  written: { action: string; charged: number };
  onAgain: () => void;
};

/** The second confirmation: the outline as the person left it, and what its pages may cost together. */
export function OutlineReview(props: OutlineReviewProps) {
  const { workspace, brief, outline } = props;
  const documents = useQuery(documentsQuery(workspace));
  const taken = new Set(documents.data?.items.map(({ path }) => path));
  const problems = findProblems(outline, taken);
  const tidy = problems.every((problem) => problem === null) ? tidyOutline(outline) : null;
  const options = tidy === null ? null : { outline: tidy, ...asideOf(brief) };
  const price = useSitePrice(workspace, options);
  const start = useStartSite(workspace);
  const credits = useWaitForCredits({
    name: strings.usage.kind("site"),
    price: (asked: NonNullable<typeof options>) => estimateSite(workspace, asked),
    run: (asked, { quote }) => start.mutate({ ...asked, outlineAction: props.written.action, quote }),
  });
  const estimate = price.data;
  const isPriced = options !== null && estimate !== undefined && !price.isFetching && !price.isError;
  const isReady = isPriced && estimate.refusal === undefined;
  const begin = (): void => {
    if (isReady) credits.ask(options, estimate);
  };
  const error = start.error ?? price.error;
  return (
    <Stack>
      <div>
        <Title order={2}>{words.review}</Title>
        <Text size="sm" c="dimmed">
          {words.charged(props.written.charged)} {words.reviewHint}
        </Text>
      </div>
      <OutlineEditor outline={outline} problems={problems} onChange={props.onChange} />
      {error !== null && options !== null ? (
        <Alert color="red" role="alert">
          {errorSentence(error)}
        </Alert>
      ) : null}
      {estimate === undefined || options === null ? null : <RunFigures estimate={estimate} />}
      <Text size="sm" c="dimmed" mt={-8}>
        {estimate?.payer === "byok" ? words.promiseOwn : words.promise}
      </Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={props.onAgain}>
          {words.again}
        </Button>
        <Button
          disabled={!isReady}
          loading={(price.isFetching && options !== null) || start.isPending || start.isSuccess}
          onClick={begin}
        >
          {isReady ? words.startFor(outline.pages.length, priceText(estimate)) : words.start}
        </Button>
      </Group>
      <TopUpPrompt workspace={workspace} {...credits.prompt} />
    </Stack>
  );
}

/** Starts the site and goes to its page. The same outline at the same price is never started twice. */
function useStartSite(workspace: string) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const keyOf = useIntentKey();
  return useMutation({
    mutationFn: (body: Parameters<typeof createSite>[1]) => createSite(workspace, body, keyOf(body)),
    onSuccess: (site) => {
      queryClient.setQueryData(queryKeys.site(workspace, site.id), site);
      void refreshCredits(queryClient, workspace);
      void navigate({ to: "/w/$workspace/sites/$site", params: { workspace, site: site.id } });
    },
  });
}
