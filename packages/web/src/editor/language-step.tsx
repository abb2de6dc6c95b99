import { type LanguageCode, languages } from "@dokly/contract";
import { Combobox, Text, TextInput, useCombobox } from "@mantine/core";
import { Search } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { strings } from "../strings/index.ts";
import classes from "./ai-menu.module.css";
import { findLanguages } from "./find-languages.ts";
import { StepPrice } from "./step-price.tsx";
import type { AiMenuParts } from "./use-ai.ts";
import { usePrice } from "./use-price.ts";

const words = strings.editor.ai.language;

/** The languages to translate into, by search; those used before first. The highlighted one is priced. */
export function LanguageStep({ menu }: { menu: AiMenuParts }) {
  const [typed, setTyped] = useState("");
  const [highlighted, setHighlighted] = useState<LanguageCode>(menu.language);
  const field = useRef<HTMLInputElement>(null);
  const combobox = useCombobox({ opened: true });
  // Without an id of ours the list draws one after it is there, and the field may name the one before.
  const listId = useId();
  const { range, prices } = menu;
  const price = usePrice(
    menu.pricing,
    range === null ? null : { range, kind: "translate", options: { language: highlighted }, ask: "menu" },
  );
  const found = findLanguages(typed);
  const firsts = menu.recent.languages.length > 0 ? menu.recent.languages : [menu.language];
  const recent = typed.trim() === "" ? firsts.flatMap((code) => languages.filter((one) => one.code === code)) : [];
  const others = found.filter(({ code }) => !recent.some((one) => one.code === code));

  // The list tells its id once it is there, and the field names it only when it is drawn again.
  const [, setIsListed] = useState(false);
  useEffect(() => setIsListed(true), []);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed changes the list, whose first is then meant.
  useEffect(() => {
    combobox.selectFirstOption();
    const [first] = recent.length > 0 ? recent : others;
    if (first !== undefined) setHighlighted(first.code);
  }, [typed]);

  const choose = (code: string): void => {
    const language = languages.find((one) => one.code === code)?.code;
    if (language === undefined) return;
    menu.remember({ language });
    menu.chooseWith("translate", { language }, price.data ?? prices.data?.translate);
  };
  const option = ({ code, name, ownName, direction }: (typeof languages)[number]) => (
    <Combobox.Option
      key={code}
      value={code}
      className={classes["language"] ?? ""}
      onMouseEnter={() => setHighlighted(code)}
    >
      {name}
      <Text span size="xs" c="dimmed" lang={code} dir={direction}>
        {ownName}
      </Text>
    </Combobox.Option>
  );
  return (
    <Combobox store={combobox} onOptionSubmit={choose}>
      <Combobox.EventsTarget withExpandedAttribute>
        <TextInput
          ref={field}
          className={classes["search"] ?? ""}
          role="combobox"
          aria-label={words.search}
          placeholder={words.search}
          leftSection={<Search size={14} aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyUp={() => {
            const at = combobox.getSelectedOptionIndex();
            const listed = [...recent, ...others][at];
            if (listed !== undefined) setHighlighted(listed.code);
          }}
        />
      </Combobox.EventsTarget>
      <Combobox.Options id={listId} className={classes["languages"] ?? ""} aria-label={words.list}>
        {recent.length === 0 ? (
          others.map(option)
        ) : (
          <>
            <Combobox.Group label={menu.recent.languages.length > 0 ? words.recent : words.suggested}>
              {recent.map(option)}
            </Combobox.Group>
            <Combobox.Group label={words.all}>{others.map(option)}</Combobox.Group>
          </>
        )}
        {found.length === 0 ? <Combobox.Empty>{words.none}</Combobox.Empty> : null}
      </Combobox.Options>
      <StepPrice estimate={price.data?.estimate ?? prices.data?.translate?.estimate} isWaiting={price.isFetching} />
    </Combobox>
  );
}
