import { languages } from "@dokly/contract";
import type { KindDefinition } from "./kind-definition.ts";
import { translationShape } from "./language-lengths.ts";

export const translate: KindDefinition = {
  kind: "translate",
  instruction: (options) => {
    const language = languages.find(({ code }) => code === options.language);
    const name = language === undefined ? "" : `${language.name} (${language.code})`;
    return `Translate the passage into ${name}: prose, headings, cells, link and image texts, title and description in front matter. Copy exactly: code with its comments, addresses, tags, directives (:::note), placeholders, all other front matter. Leave what is in that language already.`;
  },
  context: { blocks: 1, characters: 200, headings: "above" },
  output: (options) => translationShape(options.language ?? "en"),
  answer: "translation",
  keeps: { linksAndCode: true, terms: "all" },
};
