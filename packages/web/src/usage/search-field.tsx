import { TextInput } from "@mantine/core";
import { Search } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { strings } from "../strings/index.ts";
import classes from "./log-filters.module.css";
import { changeSearch, type LogSearch, searchLengthMax } from "./log-search.ts";

const words = strings.usage.log;

/** A pause in typing after which is searched. */
const pauseMs = 300;

type SearchFieldProps = {
  search: LogSearch;
  onSearch: (search: LogSearch) => void;
  /** Whether there are other people's rows, which their names find. */
  hasPeople: boolean;
};

/** Searches while one types, a pause after the last key. */
export function SearchField({ search, onSearch, hasPeople }: SearchFieldProps) {
  const asked = search.q ?? "";
  const [text, setText] = useState(asked);
  const [known, setKnown] = useState(asked);
  // A filter that was cleared, or another link, changes what stands in the field.
  if (known !== asked) {
    setKnown(asked);
    if (asked !== text.trim()) setText(asked);
  }
  const send = useEffectEvent((typed: string) => {
    const next = typed.trim();
    if (next !== asked) onSearch(changeSearch(search, { q: next === "" ? undefined : next }));
  });
  useEffect(() => {
    const pause = setTimeout(() => send(text), pauseMs);
    return () => clearTimeout(pause);
  }, [text]);
  return (
    <TextInput
      type="search"
      size="sm"
      className={classes["wide"]}
      label={words.search}
      placeholder={hasPeople ? words.searchHint : words.searchHintOwn}
      leftSection={<Search size={15} aria-hidden />}
      maxLength={searchLengthMax}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
