import { z } from "zod";
import { instant } from "./primitives.ts";

/** How many terms a glossary holds, and how long each is. */
export const glossaryTermsMax = 200;
export const glossaryTermLengthMax = 100;

const term = z
  .string()
  .trim()
  .min(1)
  .max(glossaryTermLengthMax)
  .regex(/^[^\p{Cc}<>]*$/u, "one line without < and >");
const terms = z
  .array(term)
  .max(glossaryTermsMax)
  .refine((list) => new Set(list).size === list.length, "each term once");

/** PUT /workspaces/{w}/voice: how this workspace writes. It goes along with every action of the workspace. */
export const voiceBody = z.strictObject({
  /** How texts sound, in a few sentences; empty for no wish. */
  tone: z.string().trim().max(1_000),
  /** Terms that stay as they are spelled, in every action. */
  keepTerms: terms,
  /** Terms that stay as they are when a text is translated. */
  neverTranslate: terms,
});
export type VoiceBody = z.infer<typeof voiceBody>;

/** GET /workspaces/{w}/voice */
export const voice = voiceBody.extend({ updatedAt: instant.nullable() });
export type Voice = z.infer<typeof voice>;
