import { createHash } from "node:crypto";
import type { Row, Session, SqlValue, Statement } from "../database/port.ts";

/**
 * Makes the statements of one schema. SQL is written with the schema `credits`, which the embedder may have named
 * otherwise; a name stands for one text, which is made and rewritten once.
 */
export type Sql = (name: string, text: string | (() => string), values: readonly SqlValue[]) => Statement;

/** As long as names may be in PostgreSQL. */
const nameCharsMax = 63;

/** Whether a text can name a schema without quotes. */
export function isSchemaName(schema: string): boolean {
  return /^[a-z_][a-z0-9_]{0,62}$/.test(schema);
}

/**
 * Prepares the statements of `schema`. The name of each begins with a digest of its text: engines of several versions
 * or schemas may share one connection, and a name never stands for two texts there.
 */
export function sqlOf(schema: string): Sql {
  const prepared = new Map<string, Omit<Statement, "values">>();
  return (name, text, values) => {
    let statement = prepared.get(name);
    if (statement === undefined) {
      const written = typeof text === "string" ? text : text();
      const rewritten = schema === "credits" ? written : written.replaceAll(/\bcredits\./g, `${schema}.`);
      const digest = createHash("sha256").update(rewritten).digest("hex").slice(0, 16);
      statement = { name: `${digest}.${name}`.slice(0, nameCharsMax), text: rewritten };
      prepared.set(name, statement);
    }
    return { ...statement, values };
  };
}

/** A statement that answers with rows, and how to read each. */
export type Question<Answer> = { readonly statement: Statement; readonly fromRow: (row: Row) => Answer };

/** Asks one question. */
export async function ask<Answer>(
  session: Pick<Session, "run">,
  question: Question<Answer>,
): Promise<readonly Answer[]> {
  const [rows = []] = await session.run([question.statement]);
  return rows.map(question.fromRow);
}

type AnswersOf<Questions extends readonly (Question<unknown> | null)[]> = {
  -readonly [Index in keyof Questions]: readonly (Questions[Index] extends Question<infer Answer> | null
    ? Answer
    : never)[];
};

/** Asks several questions, in order, without waiting in between where the connection can; null is not asked. */
export async function askAll<const Questions extends readonly (Question<unknown> | null)[]>(
  session: Pick<Session, "run">,
  questions: Questions,
): Promise<AnswersOf<Questions>> {
  const asked = questions.filter((question) => question !== null);
  const results = await session.run(asked.map(({ statement }) => statement));
  let next = 0;
  const answers = questions.map((question) => {
    const rows = question === null ? [] : (results[next++] ?? []);
    return rows.map((row) => question?.fromRow(row));
  });
  return answers as AnswersOf<Questions>;
}
