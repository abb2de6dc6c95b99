import type { LanguageCode } from "@dokly/contract";
import type { OutputShape } from "@dokly/credits";

/**
 * Tokens of a translation for each 100 tokens of an English passage: `usual`, and what 19 of 20 passages stay below.
 *
 * German, Spanish and Japanese are measured: 4,494 paragraphs of FastAPI's tutorial beside their human translations
 * (o200k; `npm run bench -- estimate` prints the pages'). French, Portuguese, Russian, Ukrainian, Turkish, Chinese,
 * Korean and Hindi follow the whole pages of the same documentation in twelve languages (characters, o200k and
 * Claude 2 tokens), turned into tokens of today's models by the characters per token of each script. A language that
 * was not measured stands beside the measured one that it is nearest to in script and word length. Deployments learn
 * their own.
 */
type LengthRatio = { readonly usual: number; readonly most: number };

const english: LengthRatio = { usual: 100, most: 115 };
const romance: LengthRatio = { usual: 107, most: 130 };
const french: LengthRatio = { usual: 118, most: 145 };
const germanic: LengthRatio = { usual: 117, most: 155 };
const nordic: LengthRatio = { usual: 115, most: 150 };
const agglutinative: LengthRatio = { usual: 130, most: 165 };
const slavicLatin: LengthRatio = { usual: 138, most: 170 };
const slavicCyrillic: LengthRatio = { usual: 158, most: 195 };
const baltic: LengthRatio = { usual: 142, most: 175 };
const greek: LengthRatio = { usual: 175, most: 215 };
const semitic: LengthRatio = { usual: 150, most: 190 };
const indic: LengthRatio = { usual: 185, most: 235 };
const thai: LengthRatio = { usual: 175, most: 225 };
const chinese: LengthRatio = { usual: 116, most: 140 };
const japanese: LengthRatio = { usual: 140, most: 181 };
const korean: LengthRatio = { usual: 136, most: 175 };

const ratios: Readonly<Record<LanguageCode, LengthRatio>> = {
  ar: semitic,
  bg: slavicCyrillic,
  bn: indic,
  ca: romance,
  cs: slavicLatin,
  da: nordic,
  de: germanic,
  el: greek,
  en: english,
  es: romance,
  et: agglutinative,
  fa: semitic,
  fi: agglutinative,
  fil: french,
  fr: french,
  he: semitic,
  hi: indic,
  hr: slavicLatin,
  hu: agglutinative,
  id: romance,
  it: romance,
  ja: japanese,
  ko: korean,
  lt: baltic,
  lv: baltic,
  ms: romance,
  nb: nordic,
  nl: germanic,
  pl: slavicLatin,
  "pt-BR": romance,
  "pt-PT": romance,
  ro: french,
  ru: slavicCyrillic,
  sk: slavicLatin,
  sl: slavicLatin,
  sr: slavicCyrillic,
  sv: nordic,
  ta: indic,
  th: thai,
  tr: agglutinative,
  uk: slavicCyrillic,
  ur: semitic,
  vi: agglutinative,
  "zh-Hans": chinese,
  "zh-Hant": chinese,
};

/** Above what 19 of 20 texts need, so that a translation is hardly ever cut off. */
const marginPercent = 115;
/** A text that is no English has more tokens than its English one, and code stays as long as it is. */
const leastPercent = 62;

/** The output of a translation into `language`: most of a passage of code stays as long as it was. */
export function translationShape(language: LanguageCode): OutputShape {
  const { usual, most } = ratios[language];
  const low = { percent: Math.ceil((usual * leastPercent) / 100), tokens: 0 };
  return { low, cap: { percent: Math.ceil((most * marginPercent) / 100), tokens: 96 } };
}
