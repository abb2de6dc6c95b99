import "@mantine/dates/styles.css";
import { actionKinds, roles } from "@dokly/contract";
import { MultiSelect, NumberInput, Stack, Text } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { calendarLook } from "../settings/calendar-look.ts";
import { strings } from "../strings/index.ts";
import { dateInZone } from "../usage/calendar.ts";
import { dayText, viewerTimeZone } from "../usage/time-text.ts";
import { isLimitRight, type ScopeDraft } from "./scope-draft.ts";
import { useRunners } from "./use-runners.ts";

const words = strings.ownKeys.fields;

type ScopeFieldsProps = {
  workspace: string;
  draft: ScopeDraft;
  /** The models that the provider lists for the key; none before it was tried. */
  models: readonly string[];
  onChange: (draft: ScopeDraft) => void;
};

/** What a key pays for: nothing chosen is no bound. */
export function ScopeFields({ workspace, draft, models, onChange }: ScopeFieldsProps) {
  const runners = useRunners(workspace);
  const left = draft.members.filter((id) => !runners.some(({ value }) => value === id));
  const people = [...runners, ...left.map((id) => ({ value: id, label: strings.ownKeys.scope.gone }))];
  const change = (changes: Partial<ScopeDraft>) => onChange({ ...draft, ...changes });
  return (
    <Stack gap="md">
      <Choice
        label={words.kinds}
        none={words.everyKind}
        data={actionKinds.map((kind) => ({ value: kind, label: strings.usage.kind(kind) }))}
        value={draft.kinds}
        onChange={(kinds) => change({ kinds })}
      />
      <Choice
        label={words.members}
        none={draft.roles.length === 0 ? words.everybody : ""}
        data={people}
        value={draft.members}
        onChange={(members) => change({ members })}
      />
      <Choice
        label={words.roles}
        none={draft.members.length === 0 ? words.everybody : ""}
        data={roles.map((role) => ({ value: role, label: strings.app.roleNames[role] }))}
        value={draft.roles}
        onChange={(chosen) => change({ roles: chosen })}
      />
      <Text size="xs" c="dimmed" mt={-8}>
        {words.peopleHint}
      </Text>
      {models.length > 0 && (
        <Choice
          label={words.models}
          none={words.everyModel}
          data={[...new Set([...models, ...draft.models])].map((model) => ({ value: model, label: model }))}
          value={draft.models}
          onChange={(chosen) => change({ models: chosen })}
        />
      )}
      <BoundFields draft={draft} change={change} />
    </Stack>
  );
}

/** Until what sum and until when. */
function BoundFields({ draft, change }: { draft: ScopeDraft; change: (changes: Partial<ScopeDraft>) => void }) {
  return (
    <>
      <NumberInput
        label={words.limit}
        description={words.limitHint}
        prefix="$"
        min={0}
        decimalScale={2}
        clampBehavior="none"
        hideControls
        value={draft.limit}
        onChange={(limit) => change({ limit })}
        error={isLimitRight(draft) ? undefined : words.limitWrong}
      />
      <DatePickerInput
        {...calendarLook(words.endsOn)}
        label={words.endsOn}
        valueFormatter={({ date }) => (typeof date === "string" ? dayText(date.slice(0, 10), "long") : "")}
        placeholder={words.never}
        minDate={dateInZone(new Date(), viewerTimeZone())}
        clearable
        clearButtonProps={{ "aria-label": words.clearEnd }}
        value={draft.endsOn}
        onChange={(endsOn) => change({ endsOn })}
      />
    </>
  );
}

type ChoiceProps = {
  label: string;
  /** What nothing chosen means. */
  none: string;
  data: { value: string; label: string }[];
  value: readonly string[];
  onChange: (value: string[]) => void;
};

function Choice({ label, none, data, value, onChange }: ChoiceProps) {
  return (
    <MultiSelect
      label={label}
      placeholder={value.length === 0 ? none : ""}
      data={data}
      value={[...value]}
      onChange={onChange}
      searchable
      clearable
      clearButtonProps={{ "aria-label": words.clear(label) }}
    />
  );
}
