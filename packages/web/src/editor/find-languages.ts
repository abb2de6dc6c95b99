import { languages } from "@dokly/contract";

const byName = languages.toSorted((one, other) => one.name.localeCompare(other.name, "en"));

/**
 * The languages whose code or name, English or their own, holds what was typed, those that begin with it first;
 * accents do not matter.
 *
 * @example findLanguages("fran").map(({ code }) => code) // ["fr"]
 */
export function findLanguages(typed: string): typeof languages {
  const wanted = plain(typed.trim());
  if (wanted === "") return byName;
  const rank = (language: (typeof languages)[number]): number => {
    const texts = [language.name, language.ownName, language.code].map(plain);
    if (texts.some((text) => text.startsWith(wanted))) return 0;
    return texts.some((text) => text.includes(wanted)) ? 1 : 2;
  };
  return byName.filter((language) => rank(language) < 2).toSorted((one, other) => rank(one) - rank(other));
}

const plain = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
