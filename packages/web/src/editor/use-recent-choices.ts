import { type LanguageCode, languageCodes, type Tone } from "@dokly/contract";
import { useState } from "react";
import { readRecentChoices, withLanguage, withTone, writeRecentChoices } from "./recent-choices.ts";

/** The language that a first translation is priced for: the browser's, where it is not English. */
export function likelyLanguage(): LanguageCode {
  const wanted = navigator.languages.filter((tag) => !tag.startsWith("en"));
  return languageCodes.find((code) => wanted.some((tag) => tag === code || tag.split("-")[0] === code)) ?? "es";
}

/** What the person chose last, here and in the AI menu, and how to remember another choice. */
export function useRecentChoices() {
  const [recent, setRecent] = useState(() => readRecentChoices(localStorage));
  const remember = (chosen: { tone?: Tone | undefined; language?: LanguageCode | undefined }): void => {
    const toned = chosen.tone === undefined ? recent : withTone(recent, chosen.tone);
    const next = chosen.language === undefined ? toned : withLanguage(toned, chosen.language);
    writeRecentChoices(localStorage, next);
    setRecent(next);
  };
  return { recent, remember };
}
