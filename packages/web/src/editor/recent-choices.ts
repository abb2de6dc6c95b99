import { type LanguageCode, languageCodes, type Tone, tone, tones } from "@dokly/contract";
import { z } from "zod";

const recentMax = 5;

const recentChoices = z.object({
  /** The languages that were translated into, the latest first. */
  languages: z.array(z.enum(languageCodes)).catch([]),
  tone: tone.catch(tones[0]),
});

/** What a person chose last in the AI menu, so that it stands first the next time. */
export type RecentChoices = z.infer<typeof recentChoices>;

const storageKey = "dokly.recent-choices";

/** Reads them from the browser's storage; what is missing, broken or of another version is as if never chosen. */
export function readRecentChoices(storage: Storage): RecentChoices {
  try {
    return recentChoices.parse(JSON.parse(storage.getItem(storageKey) ?? "{}"));
  } catch {
    return recentChoices.parse({});
  }
}

/** Remembers them; where the storage is full or forbidden they last until the page is left. */
export function writeRecentChoices(storage: Storage, choices: RecentChoices): void {
  try {
    storage.setItem(storageKey, JSON.stringify(choices));
  } catch {
    // They are a convenience.
  }
}

/** The choices after one more language. */
export function withLanguage(choices: RecentChoices, language: LanguageCode): RecentChoices {
  const languages = [language, ...choices.languages.filter((code) => code !== language)].slice(0, recentMax);
  return { ...choices, languages };
}

export const withTone = (choices: RecentChoices, chosen: Tone): RecentChoices => ({ ...choices, tone: chosen });
