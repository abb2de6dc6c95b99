import { type LanguageCode, languages, pageCounts } from "@dokly/contract";
import { Modal, MultiSelect, NumberInput, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { documentsQuery } from "../api/documents.ts";
import { estimatePageRun } from "../api/page-runs.ts";
import { queryKeys } from "../api/query-keys.ts";
import { estimateSite } from "../api/sites.ts";
import { strings } from "../strings/index.ts";
import { pagesCounted } from "./what-if.ts";
import { WhatIfPrice } from "./what-if-price.tsx";

const words = strings.usage.whatIf;

type WhatIfDialogProps = { workspace: string; isOpened: boolean; onClose: () => void };

/** Prices something large that nobody has begun: a site, or the translation of pages. Nothing runs. */
export function WhatIfDialog({ workspace, isOpened, onClose }: WhatIfDialogProps) {
  const [what, setWhat] = useState<"site" | "translate">("site");
  return (
    <Modal opened={isOpened} onClose={onClose} title={words.title} size="md">
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {words.intro}
        </Text>
        <SegmentedControl
          aria-label={words.what}
          fullWidth
          value={what}
          onChange={(value) => setWhat(value === "translate" ? "translate" : "site")}
          data={[
            { value: "site", label: words.site },
            { value: "translate", label: words.translate },
          ]}
        />
        {what === "site" ? <SitePrice workspace={workspace} /> : <TranslationPrice workspace={workspace} />}
      </Stack>
    </Modal>
  );
}

const usualPages = 30;
/** So that a number or a choice is priced once it stands. */
const pauseMs = 300;

function SitePrice({ workspace }: { workspace: string }) {
  const [typed, setTyped] = useState<number | string>(usualPages);
  const [pages] = useDebouncedValue(typed, pauseMs);
  const isPriced = typeof pages === "number" && pages >= pageCounts.min && pages <= pageCounts.max;
  const price = useQuery({
    queryKey: [...queryKeys.credits(workspace), "what-if", "site", pages],
    queryFn: ({ signal }) =>
      estimateSite(workspace, { title: words.sampleTitle, brief: words.sampleBrief, pages: Number(pages) }, signal),
    enabled: isPriced,
    placeholderData: (previous) => previous,
  });
  return (
    <>
      <NumberInput
        label={words.pages}
        min={pageCounts.min}
        max={pageCounts.max}
        allowDecimal={false}
        value={typed}
        onChange={setTyped}
      />
      <WhatIfPrice price={price} />
      <Text size="xs" c="dimmed">
        {words.siteBasis}
      </Text>
    </>
  );
}

function TranslationPrice({ workspace }: { workspace: string }) {
  const [language, setLanguage] = useState<LanguageCode>("de");
  const [chosen, setChosen] = useState<string[]>([]);
  const [asked] = useDebouncedValue(chosen, pauseMs);
  const stored = useQuery(documentsQuery(workspace)).data?.items;
  const counted = pagesCounted(stored ?? [], asked);
  const price = useQuery({
    queryKey: [...queryKeys.credits(workspace), "what-if", "translate", language, counted.paths],
    queryFn: ({ signal }) =>
      estimatePageRun(
        workspace,
        { kind: "translate", options: { language }, pages: counted.paths.map((path) => ({ path })) },
        signal,
      ),
    enabled: counted.paths.length > 0,
    placeholderData: (previous) => previous,
  });
  if (stored?.length === 0) return <Text size="sm">{words.noPages}</Text>;
  const refused = price.data?.pages.filter(({ refusal }) => refusal !== null).length ?? 0;
  return (
    <>
      <Select
        label={words.language}
        searchable
        allowDeselect={false}
        data={languages.map(({ code, name }) => ({ value: code, label: name }))}
        value={language}
        onChange={(code) => setLanguage(languages.find((one) => one.code === code)?.code ?? language)}
      />
      <MultiSelect
        label={words.which}
        placeholder={chosen.length === 0 ? words.allPages : ""}
        searchable
        clearable
        limit={50}
        data={(stored ?? []).map(({ path, title }) => ({ value: path, label: title }))}
        value={chosen}
        onChange={setChosen}
        description={counted.isCut ? words.tooMany(counted.paths.length) : words.chosen(counted.paths.length)}
      />
      <WhatIfPrice price={price} />
      {refused > 0 && (
        <Text size="xs" c="dimmed">
          {words.refused(refused)}
        </Text>
      )}
    </>
  );
}
