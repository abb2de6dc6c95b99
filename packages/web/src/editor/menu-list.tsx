import { Text } from "@mantine/core";
import { ChevronRight } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import classes from "./ai-menu.module.css";
import { findTyped, typeAheadPauseMs } from "./type-ahead.ts";

export type MenuEntry = {
  key: string;
  name: string;
  /** A line that says more. */
  detail?: string | undefined;
  /** Figures at the end of the line. */
  side?: ReactNode;
  /** The name and what says more stand in one line. */
  isOneLine?: boolean;
  /** It leads to another page of the menu. */
  hasMore?: boolean;
  isDisabled?: boolean;
  onChoose: () => void;
  onFocus?: () => void;
};

/** A list to choose from by arrow keys, Home, End and the first letters of a name; the first entry has the focus. */
export function MenuList(props: { label: string; entries: readonly MenuEntry[]; onBack?: () => void }) {
  const { entries, onBack } = props;
  const list = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: "", atMs: 0 });
  useEffect(() => itemsOf(list.current)[0]?.focus({ preventScroll: true }), []);

  const findByTyping = ({ key: letter, timeStamp: atMs }: KeyboardEvent, from: number): number | null => {
    const text = atMs - typed.current.atMs < typeAheadPauseMs ? typed.current.text + letter : letter;
    typed.current = { text, atMs };
    const names = entries.map(({ name }) => name);
    return findTyped(names, { from, typed: text });
  };
  const move = (event: KeyboardEvent): void => {
    const items = itemsOf(list.current);
    const at = items.findIndex((item) => item.matches(":focus"));
    const isLetter = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
    const isBack = event.key === "ArrowLeft" || event.key === "Backspace";
    const to = steps[event.key] ?? (isLetter ? findByTyping(event, at) : null);
    if (isBack && onBack !== undefined) onBack();
    else if (event.key === "ArrowRight" && entries[at]?.hasMore === true) entries[at].onChoose();
    else if (to !== null) items[(to + items.length) % items.length]?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <div ref={list} role="menu" aria-label={props.label} tabIndex={-1} onKeyDown={move} className={classes["list"]}>
      {entries.map((entry, index) => (
        <Entry key={entry.key} entry={entry} isFirst={index === 0} />
      ))}
    </div>
  );
}

function itemsOf(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
}

function Entry({ entry, isFirst }: { entry: MenuEntry; isFirst: boolean }) {
  const { isDisabled = false } = entry;
  const focusIt = (event: { currentTarget: HTMLElement }): void => event.currentTarget.focus({ preventScroll: true });
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={classes["item"]}
      data-autofocus={isFirst || undefined}
      aria-disabled={isDisabled || undefined}
      aria-haspopup={entry.hasMore === true ? "menu" : undefined}
      onClick={() => {
        if (!isDisabled) entry.onChoose();
      }}
      onFocus={() => entry.onFocus?.()}
      onMouseEnter={focusIt}
    >
      <span className={classes["itemText"]} data-inline={entry.isOneLine || undefined}>
        <Text span size="sm" fw={600}>
          {entry.name}
        </Text>
        {entry.detail === undefined ? null : (
          <Text span size="xs" c="dimmed">
            {entry.detail}
          </Text>
        )}
      </span>
      {entry.side}
      {entry.hasMore === true ? <ChevronRight size={14} aria-hidden className={classes["more"]} /> : null}
    </button>
  );
}
