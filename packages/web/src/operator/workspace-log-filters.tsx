import { type ActionStatus, actionStatuses, type OperatorWorkspace } from "@dokly/contract";
import { NativeSelect, Pill, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useEffectEvent, useState } from "react";
import { strings } from "../strings/index.ts";
import classes from "./console.module.css";

const words = strings.operatorConsole.workspace.log;
const { outcomes } = strings.usage.log;
/** A pause in typing after which is searched. */
const pauseMs = 300;

/** Which actions of a workspace are shown; it stands in the address. */
export type WorkspaceLogSearch = {
  readonly member?: string | undefined;
  readonly outcome?: ActionStatus | undefined;
  /** The path of a page. */
  readonly document?: string | undefined;
  readonly q?: string | undefined;
};

type FiltersProps = {
  readonly members: OperatorWorkspace["members"];
  readonly search: WorkspaceLogSearch;
  readonly onSearch: (search: WorkspaceLogSearch) => void;
};

/** The filter of a workspace's log. */
export function WorkspaceLogFilters({ members, search, onSearch }: FiltersProps) {
  const { member, outcome, document } = search;
  const isGone = member !== undefined && !members.some(({ id }) => id === member);
  return (
    <>
      <div className={classes["filters"]}>
        <SearchField search={search} onSearch={onSearch} />
        <NativeSelect
          label={words.person}
          value={member ?? ""}
          onChange={(event) => onSearch({ ...search, member: event.currentTarget.value || undefined })}
          data={[
            { value: "", label: words.everybody },
            ...members.map(({ id, name }) => ({ value: id, label: name })),
            ...(isGone ? [{ value: member, label: words.former }] : []),
          ]}
        />
        <NativeSelect
          label={words.outcome}
          value={outcome ?? ""}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            onSearch({ ...search, outcome: actionStatuses.find((status) => status === chosen) });
          }}
          data={[
            { value: "", label: words.anyOutcome },
            ...actionStatuses.map((value) => ({ value, label: outcomes[value] })),
          ]}
        />
      </div>
      {document !== undefined && (
        <Pill
          size="md"
          withRemoveButton
          style={{ alignSelf: "flex-start", maxWidth: "100%" }}
          onRemove={() => onSearch({ ...search, document: undefined })}
          removeButtonProps={{ "aria-label": words.anyPage, "aria-hidden": false, tabIndex: 0 }}
        >
          {words.page(document)}
        </Pill>
      )}
    </>
  );
}

function SearchField({ search, onSearch }: Omit<FiltersProps, "members">) {
  const [text, setText] = useState(search.q ?? "");
  const [typed] = useDebouncedValue(text.trim(), pauseMs);
  const send = useEffectEvent((q: string) => {
    if (q !== (search.q ?? "")) onSearch({ ...search, q: q === "" ? undefined : q });
  });
  useEffect(() => send(typed), [typed]);
  return (
    <TextInput
      type="search"
      label={words.search}
      placeholder={words.searchHint}
      maxLength={200}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
