import { type AiOptions, type Estimate, pageCounts } from "@dokly/contract";
import { Alert, Button, Group, NumberInput, Stack, Text } from "@mantine/core";
import { errorSentence } from "../api/error-sentence.ts";
import { priceText } from "../editor/price-text.ts";
import type { Brief } from "../generate/brief.ts";
import { BriefField } from "../generate/brief-field.tsx";
import { useBriefPrice } from "../generate/use-price-of.ts";
import { strings } from "../strings/index.ts";
import { type SiteBrief, siteOptionsOf } from "./site-brief.ts";
import { useSitePrice } from "./use-site-price.ts";

const words = strings.sites.brief;
/** Numbers of pages that are one click away. */
const offered = [10, 30] as const;

type SiteBriefFormProps = {
  workspace: string;
  brief: SiteBrief;
  onChange: (brief: SiteBrief) => void;
  onRun: (options: AiOptions, estimate: Estimate) => void;
};

/** What a site is to be about, with what all of it and its outline would cost. */
export function SiteBriefForm({ workspace, brief, onChange, onRun }: SiteBriefFormProps) {
  const options = siteOptionsOf(brief);
  const whole = useSitePrice(workspace, options);
  const outline = useBriefPrice(workspace, "outline", options);
  const error = whole.error ?? outline.error;
  const isPriced = options !== null && outline.data !== undefined && !outline.isFetching && !outline.isError;
  const isReady = isPriced && outline.data.refusal === undefined;
  const fields = { brief, onChange: (change: Partial<Brief>) => onChange({ ...brief, ...change }) };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onRun(options, outline.data);
      }}
    >
      <Stack>
        <BriefField {...fields} name="title" label={words.siteTitle} placeholder={words.siteTitleExample} />
        <BriefField {...fields} name="brief" label={words.about} placeholder={words.aboutExample} />
        <PageCount brief={brief} onChange={onChange} />
        <BriefField {...fields} name="audience" label={words.audience} placeholder={words.audienceExample} />
        <BriefField {...fields} name="notes" label={words.notes} description={words.notesHint} />
        {error !== null && options !== null ? (
          <Alert color="red" role="alert">
            {errorSentence(error)}
          </Alert>
        ) : (
          <Text size="sm" role="status">
            {options === null || whole.data === undefined ? words.priceHint : wholePriceText(whole.data)}
          </Text>
        )}
        <Text size="sm" c="dimmed" mt={-12}>
          {words.promise}
        </Text>
        <Group justify="flex-end">
          <Button type="submit" disabled={!isReady} loading={outline.isFetching && options !== null}>
            {isReady ? words.writeFor(priceText(outline.data)) : words.write}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What all of the site would cost and who pays, or why nobody does. */
function wholePriceText(estimate: Estimate): string {
  if (estimate.refusal !== undefined) return estimate.refusal.detail;
  return estimate.payer === "byok" ? words.priceOwn(priceText(estimate)) : words.price(priceText(estimate));
}

function PageCount({ brief, onChange }: Pick<SiteBriefFormProps, "brief" | "onChange">) {
  return (
    <Group align="flex-end" gap="xs">
      <NumberInput
        label={words.pages}
        description={words.pagesHint}
        w={130}
        min={pageCounts.min}
        max={pageCounts.max}
        clampBehavior="strict"
        allowDecimal={false}
        value={brief.pages}
        onChange={(value) => onChange({ ...brief, pages: typeof value === "number" ? value : Number.NaN })}
      />
      {offered.map((pages) => (
        <Button
          key={pages}
          variant={brief.pages === pages ? "light" : "default"}
          aria-pressed={brief.pages === pages}
          onClick={() => onChange({ ...brief, pages })}
        >
          {strings.sites.pages(pages)}
        </Button>
      ))}
    </Group>
  );
}
