import "@mantine/dates/styles.css";
import { actionKinds, actionStatuses } from "@dokly/contract";
import { Box, Button, Group, Pill, Select } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useBalance } from "../api/credits.ts";
import { documentsQuery } from "../api/documents.ts";
import { calendarLook } from "../settings/calendar-look.ts";
import { membersQuery } from "../settings/members-query.ts";
import { strings } from "../strings/index.ts";
import { addDays, dateInZone } from "./calendar.ts";
import classes from "./log-filters.module.css";
import { changeSearch, hasFilter, type LogSearch } from "./log-search.ts";
import { SearchField } from "./search-field.tsx";
import { dayText, viewerTimeZone } from "./time-text.ts";
import { kindsOf, sortKinds } from "./usage-days.ts";
import { usageDaysQuery } from "./usage-queries.ts";

const words = strings.usage.log;

type LogFiltersProps = {
  workspace: string;
  search: LogSearch;
  onSearch: (search: LogSearch) => void;
  /** Whether there is more than one person's rows to choose from. */
  hasPeople: boolean;
};

/** The filter of the log. Every change goes into the URL, so that a link shows the same rows to who may see them. */
export function LogFilters({ workspace, search, onSearch, hasPeople }: LogFiltersProps) {
  const kindNames = useKindsToFilter(workspace, search);
  const outcomes = actionStatuses.map((value) => ({ value, label: words.outcomes[value] }));
  const field = {
    size: "sm",
    placeholder: words.any,
    clearable: true,
  } as const;
  const clearing = (what: string) => ({ "aria-label": words.clearField(what) });
  return (
    <Box className={classes["filters"]} role="group" aria-label={words.filters}>
      <SearchField search={search} onSearch={onSearch} hasPeople={hasPeople} />
      <DatesInput workspace={workspace} search={search} onSearch={onSearch} />
      <Select
        {...field}
        label={words.kind}
        value={search.kind ?? null}
        data={kindNames.map((kind) => ({ value: kind, label: strings.usage.kind(kind) }))}
        onChange={(kind) => onSearch(changeSearch(search, { kind: kind ?? undefined }))}
        clearButtonProps={clearing(words.kind)}
      />
      {hasPeople && <PersonSelect {...{ workspace, search, onSearch, field }} />}
      <Select
        {...field}
        label={words.outcome}
        value={search.outcome ?? null}
        data={outcomes}
        onChange={(value) =>
          onSearch(changeSearch(search, { outcome: actionStatuses.find((status) => status === value) }))
        }
        clearButtonProps={clearing(words.outcome)}
      />
      <PageSelect {...{ workspace, search, onSearch, field }} />
      <ChosenFilters search={search} onSearch={onSearch} />
    </Box>
  );
}

/** What only a link chooses, and the way back to the whole log. */
function ChosenFilters({ search, onSearch }: Omit<LogFiltersProps, "workspace" | "hasPeople">) {
  if (!hasFilter(search)) return null;
  return (
    <Group gap="sm" className={classes["chosen"]}>
      {search.group !== undefined && (
        <Pill
          size="md"
          withRemoveButton
          onRemove={() => onSearch(changeSearch(search, { group: undefined }))}
          removeButtonProps={{ "aria-label": words.clearField(words.group), "aria-hidden": false, tabIndex: 0 }}
        >
          {words.group}
        </Pill>
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        color="gray"
        leftSection={<X size={15} aria-hidden />}
        onClick={() => onSearch(search.action === undefined ? {} : { action: search.action })}
      >
        {words.clear}
      </Button>
    </Group>
  );
}

type FieldLook = { size: "sm"; placeholder: string; clearable: true };
type PersonSelectProps = Omit<LogFiltersProps, "hasPeople"> & { field: FieldLook };

function PersonSelect({ workspace, search, onSearch, field }: PersonSelectProps) {
  const members = useQuery(membersQuery(workspace)).data?.members ?? [];
  const people = members.map((member) => ({ value: member.id, label: member.name }));
  const { person: chosen } = search;
  // The rows of who has left are there by a link; the list has only who is there now.
  if (chosen !== undefined && !people.some(({ value }) => value === chosen)) {
    people.push({ value: chosen, label: words.formerMember });
  }
  return (
    <Select
      {...field}
      label={words.person}
      value={search.person ?? null}
      data={people}
      searchable={members.length > 8}
      onChange={(person) => onSearch(changeSearch(search, { person: person ?? undefined }))}
      clearButtonProps={{ "aria-label": words.clearField(words.person) }}
    />
  );
}

function PageSelect({ workspace, search, onSearch, field }: PersonSelectProps) {
  const stored = useQuery(documentsQuery(workspace)).data?.items ?? [];
  const pages = stored.map(({ path, title }) => ({ value: path, label: title === path ? path : `${title} · ${path}` }));
  const { page } = search;
  // A page that was deleted since has its rows all the same.
  if (page !== undefined && !pages.some(({ value }) => value === page)) pages.push({ value: page, label: page });
  return (
    <Select
      {...field}
      label={words.page}
      value={page ?? null}
      data={pages}
      searchable
      limit={50}
      comboboxProps={{ width: 320, position: "bottom-start" }}
      onChange={(path) => onSearch(changeSearch(search, { page: path ?? undefined }))}
      clearButtonProps={{ "aria-label": words.clearField(words.page) }}
    />
  );
}

function DatesInput({ workspace, search, onSearch }: Omit<LogFiltersProps, "hasPeople">) {
  // The log is written in the server's time, which an operator may have set.
  const now = useBalance(workspace).data?.asOf;
  const today = dateInZone(now === undefined ? new Date() : new Date(now), viewerTimeZone());
  const presets: { value: [string, string]; label: string }[] = [
    { value: [today, today], label: words.presets.today },
    { value: [addDays(today, -6), today], label: words.presets.week },
    { value: [addDays(today, -29), today], label: words.presets.month },
  ];
  return (
    <DatePickerInput
      {...calendarLook(words.dates)}
      type="range"
      size="sm"
      className={classes["wide"]}
      label={words.dates}
      placeholder={words.any}
      allowSingleDateInRange
      valueFormatter={({ date }) => (Array.isArray(date) ? datesText(date) : "")}
      maxDate={today}
      presets={presets}
      clearable
      clearButtonProps={{ "aria-label": words.clearField(words.dates) }}
      value={[search.from ?? null, search.to ?? null]}
      onChange={([from, to]) => onSearch(changeSearch(search, { from: from ?? undefined, to: to ?? undefined }))}
    />
  );
}

/** The chosen days as `1 Nov – 23 Nov`; while the last one is still to be chosen, the first alone. */
function datesText(dates: readonly unknown[]): string {
  const chosen = dates.filter((date) => typeof date === "string").map((date) => dayText(date.slice(0, 10), "short"));
  return [...new Set(chosen)].join(" – ");
}

/** The kinds worth offering: those that people start, those of the past 30 days, and the one that the link names. */
function useKindsToFilter(workspace: string, search: LogSearch): readonly string[] {
  const days = useQuery(usageDaysQuery(workspace)).data?.days ?? [];
  return sortKinds([...new Set<string>([...actionKinds, ...kindsOf(days), ...(search.kind ? [search.kind] : [])])]);
}
