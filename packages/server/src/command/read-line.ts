import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./command-line.ts";
import { nearestOf } from "./nearest.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<Given extends Options> = ReturnType<
  typeof parseArgs<{ options: Given; strict: true; allowPositionals: true; args: string[] }>
>;

/**
 * Reads what follows a command's words. An unknown option is told with the one that was probably meant.
 * @param names what the words without dashes are, each exactly once, as `FILE`; in brackets: it may be left out
 * @throws UsageError
 */
export function readLine<const Given extends Options>(
  rest: readonly string[],
  options: Given,
  names: readonly string[] = [],
): { readonly values: Parsed<Given>["values"]; readonly positionals: readonly string[] } {
  refuseUnknown(rest, options);
  let parsed: Parsed<Given>;
  try {
    parsed = parseArgs({ args: [...rest], options, strict: true, allowPositionals: true });
  } catch (cause) {
    throw new UsageError(firstSentence(cause), { cause });
  }
  const { values, positionals } = parsed;
  const needed = names.filter((name) => !name.startsWith("["));
  const extra = positionals[names.length];
  if (extra !== undefined) throw new UsageError(`"${extra}" is too much: ${describeNames(names)}.`);
  if (positionals.length < needed.length) throw new UsageError(`Something is missing: ${describeNames(names)}.`);
  return { values, positionals };
}

function refuseUnknown(rest: readonly string[], options: Options): void {
  const { tokens } = parseArgs({ args: [...rest], options, strict: false, allowPositionals: true, tokens: true });
  for (const token of tokens) {
    if (token.kind !== "option" || Object.hasOwn(options, token.name)) continue;
    const known = Object.keys(options).map((name) => `--${name}`);
    const nearest = nearestOf(token.rawName, known);
    const hint = nearest === null ? `There are ${known.join(", ")}` : `Did you mean ${nearest}`;
    throw new UsageError(`There is no option ${token.rawName}. ${hint}${nearest === null ? "." : "?"}`);
  }
}

function describeNames(names: readonly string[]): string {
  return names.length === 0 ? "this command takes options only" : `this command is followed by ${names.join(" ")}`;
}

/** Node adds advice about `--` that helps nobody here. */
function firstSentence(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return `${message.split(/[.\n]/)[0] ?? message}.`;
}
