import { type AiOptions, type Estimate, sourcesMax } from "@dokly/contract";
import { Alert, Button, Collapse, Group, Loader, MultiSelect, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { errorSentence } from "../api/error-sentence.ts";
import { completePath, pathProblem } from "../documents/page-path.ts";
import { priceText } from "../editor/price-text.ts";
import { RunFigures } from "../editor/run-figures.tsx";
import { strings } from "../strings/index.ts";
import type { Brief } from "./brief.ts";
import { BriefField } from "./brief-field.tsx";
import classes from "./generate.module.css";
import { optionsOf, type PageBrief } from "./page-brief.ts";
import { useBriefPrice } from "./use-price-of.ts";

const words = strings.generate;

type PageBriefFormProps = {
  workspace: string;
  brief: PageBrief;
  onChange: (brief: PageBrief) => void;
  /** The paths and titles of the pages that are there. */
  pages: readonly { path: string; title: string }[];
  onRun: (options: AiOptions, estimate: Estimate) => void;
  onCancel: () => void;
};

/** What a page is to be about, with its price before anything is written. */
export function PageBriefForm(props: PageBriefFormProps) {
  const { brief, onChange, pages } = props;
  const [hasMore, setHasMore] = useState(brief.notes !== "" || brief.sources.length > 0 || brief.path !== "");
  const path = completePath(brief.path);
  const problem = path === "" ? null : pathProblem(path, new Set(pages.map((page) => page.path)));
  const options = problem === null ? optionsOf({ ...brief, path }) : null;
  const price = useBriefPrice(props.workspace, "page", options);
  const estimate = options === null ? undefined : price.data;
  const isPriced = options !== null && estimate !== undefined && !price.isFetching && !price.isError;
  const isReady = isPriced && estimate.refusal === undefined;
  const fields = { brief, onChange: (change: Partial<Brief>) => onChange({ ...brief, ...change }) };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) props.onRun(options, estimate);
      }}
    >
      <Stack>
        <BriefField {...fields} name="title" label={words.pageTitle} placeholder={words.pageTitleExample} />
        <BriefField {...fields} name="brief" label={words.brief} placeholder={words.briefExample} />
        <BriefField {...fields} name="audience" label={words.audience} placeholder={words.audienceExample} />
        {hasMore ? null : (
          <Button variant="subtle" size="compact-sm" w="fit-content" onClick={() => setHasMore(true)}>
            {words.more}
          </Button>
        )}
        <Collapse expanded={hasMore}>
          <MoreFields brief={brief} onChange={onChange} pages={pages} isPathWrong={problem} />
        </Collapse>
        <div className={classes["foot"]}>
          {price.isError && options !== null ? (
            <Alert color="red" role="alert">
              {errorSentence(price.error)}
            </Alert>
          ) : null}
          {estimate === undefined ? (
            <Text size="sm" c="dimmed" mb="sm">
              {options !== null && price.isFetching ? <Loader size={12} /> : words.priceHint}
            </Text>
          ) : (
            <>
              <RunFigures estimate={estimate} />
              <Text size="sm" c="dimmed" mt={-8} mb="sm">
                {estimate.payer === "byok" ? strings.editor.confirm.promiseOwn : strings.editor.confirm.promise}
              </Text>
            </>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={props.onCancel}>
              {words.cancel}
            </Button>
            <Button type="submit" disabled={!isReady} loading={price.isFetching && options !== null}>
              {isReady ? words.run(priceText(estimate)) : words.generate}
            </Button>
          </Group>
        </div>
      </Stack>
    </form>
  );
}

function MoreFields(
  props: Pick<PageBriefFormProps, "brief" | "onChange" | "pages"> & { isPathWrong: ReturnType<typeof pathProblem> },
) {
  const { brief, onChange, isPathWrong } = props;
  const fields = { brief, onChange: (change: Partial<Brief>) => onChange({ ...brief, ...change }) };
  return (
    <Stack>
      <BriefField {...fields} name="notes" label={words.notes} description={words.notesHint} />
      <MultiSelect
        label={words.sources}
        description={words.sourcesHint(sourcesMax)}
        data={props.pages.map(({ path, title }) => ({ value: path, label: `${title} (${path})` }))}
        maxValues={sourcesMax}
        searchable
        clearable
        clearButtonProps={{ "aria-label": words.clearSources }}
        nothingFoundMessage={words.noSource}
        value={brief.sources}
        onChange={(sources) => onChange({ ...brief, sources })}
      />
      <TextInput
        label={strings.documents.create.path}
        description={words.pathHint}
        placeholder={strings.documents.create.pathExample}
        error={isPathWrong === null ? null : strings.documents.pathProblems[isPathWrong]}
        spellCheck={false}
        value={brief.path}
        onChange={(event) => onChange({ ...brief, path: event.currentTarget.value })}
      />
    </Stack>
  );
}
