import type { z } from "zod";

/** One variable of the environment. Its `meaning` and `fallback` are what `.env.example` shows. */
export type Variable<Schema extends z.ZodType, Fallback extends string | null = string | null> = {
  /** Reads the text; not asked when the variable is absent or empty. */
  readonly schema: Schema;
  /** Used when the variable is absent; null: the setting is null then. */
  readonly fallback: Fallback;
  /** What the text may be, as it ends the sentence "allowed: …". */
  readonly allowed: string;
  readonly meaning: string;
  /** True where the text must never be shown. */
  readonly isSecret?: true;
};

/** Keeps what a variable reads as in its type. */
export const variable = <Schema extends z.ZodType, const Fallback extends string | null>(
  described: Variable<Schema, Fallback>,
): Variable<Schema, Fallback> => described;
