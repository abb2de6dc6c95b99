import type { AutoTopUp } from "@dokly/contract";
import { Button, Group, NumberInput, Stack, Switch, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatMoney } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { readCredits } from "../top-up/order.ts";
import { quoteQuery } from "../top-up/top-up-queries.ts";
import { type AutoTopUpSettings, draftOf, isChanged, readTimes, settingsOf } from "./auto-top-up-draft.ts";

const words = strings.billing.auto;
const typingMs = 250;

const wholeNumber = {
  allowDecimal: false,
  allowNegative: false,
  clampBehavior: "none",
  hideControls: true,
  inputMode: "numeric",
  min: 1,
} as const;

type AutoTopUpFormProps = {
  workspace: string;
  saved: AutoTopUp;
  isSaving: boolean;
  onSave: (settings: AutoTopUpSettings) => void;
};

/** When, how much and how often credits are bought, with what that can cost at most. */
export function AutoTopUpForm({ workspace, saved, isSaving, onSave }: AutoTopUpFormProps) {
  const [draft, setDraft] = useState(() => draftOf(saved));
  const settings = settingsOf(draft);
  const needsCard = draft.isOn && saved.card === null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (settings !== null && !needsCard) onSave(settings);
      }}
    >
      <Stack gap="md">
        <Switch
          label={words.on}
          checked={draft.isOn}
          onChange={(event) => setDraft({ ...draft, isOn: event.currentTarget.checked })}
        />
        <Group align="flex-start" gap="md">
          <NumberInput
            {...wholeNumber}
            label={words.below}
            value={draft.belowCredits}
            onChange={(belowCredits) => setDraft({ ...draft, belowCredits })}
            error={readCredits(draft.belowCredits) === null ? words.wrong : undefined}
            w={200}
          />
          <NumberInput
            {...wholeNumber}
            label={words.credits}
            value={draft.credits}
            onChange={(credits) => setDraft({ ...draft, credits })}
            error={readCredits(draft.credits) === null ? words.wrong : undefined}
            w={150}
          />
          <NumberInput
            {...wholeNumber}
            label={words.times}
            value={draft.timesPerPeriodMax}
            onChange={(timesPerPeriodMax) => setDraft({ ...draft, timesPerPeriodMax })}
            error={readTimes(draft.timesPerPeriodMax) === null ? words.wrongTimes : undefined}
            w={200}
          />
        </Group>
        <Group justify="space-between" gap="sm">
          <Cost workspace={workspace} settings={settings} used={saved.timesThisPeriod} />
          <Button
            type="submit"
            loading={isSaving}
            disabled={settings === null || needsCard || !isChanged(settings, saved)}
          >
            {words.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type CostProps = { workspace: string; settings: AutoTopUpSettings | null; used: number };

/** What each purchase costs, what a period can cost at most, and how often it was bought already. */
function Cost({ workspace, settings, used }: CostProps) {
  const [credits] = useDebouncedValue(settings?.credits ?? null, typingMs);
  const quote = useQuery(quoteQuery(workspace, credits)).data;
  if (settings === null || quote?.credits !== settings.credits) return <span />;
  const { priceCents, currency } = quote;
  const most = formatMoney(priceCents * settings.timesPerPeriodMax, currency);
  return (
    <Text size="sm" c="dimmed" flex="1 1 260px">
      {words.price(formatMoney(priceCents, currency))}, {words.most(most)};{" "}
      {words.used(used, settings.timesPerPeriodMax)}. {words.lastDay}
    </Text>
  );
}
