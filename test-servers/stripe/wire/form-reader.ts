import { invalidRequest, missingParameter } from "./stripe-problem.ts";

/**
 * Reads a request's parameters, which come form-encoded with nested keys (`items[0][price]=…`), and remembers what was
 * read: `end` refuses what nobody asked for, so that a misspelt parameter fails here as it does at the real service.
 */
export class FormReader {
  readonly #values: ReadonlyMap<string, string>;
  readonly #prefix: string;
  readonly #read: Set<string>;

  constructor(values: ReadonlyMap<string, string>, prefix = "", read = new Set<string>()) {
    this.#values = values;
    this.#prefix = prefix;
    this.#read = read;
  }

  static parse(encoded: string): FormReader {
    return new FormReader(new Map(new URLSearchParams(encoded)));
  }

  #key(name: string): string {
    return this.#prefix === "" ? name : `${this.#prefix}[${name}]`;
  }

  /** The text of a parameter; undefined where it was not sent, "" where it was sent to clear something. */
  text(name: string): string | undefined {
    this.#read.add(this.#key(name));
    return this.#values.get(this.#key(name));
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === "") throw missingParameter(this.#key(name));
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined || value === "") return undefined;
    if (!/^-?\d+$/.test(value)) {
      throw invalidRequest(`Invalid integer: ${value}`, { param: this.#key(name), code: "parameter_invalid_integer" });
    }
    return Number(value);
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name);
    if (value === undefined || value === "") return undefined;
    if (value !== "true" && value !== "false") {
      throw invalidRequest(`Invalid boolean: ${value}`, { param: this.#key(name) });
    }
    return value === "true";
  }

  choice<const Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(name);
    if (value === undefined || value === "") return undefined;
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    throw invalidRequest(`Invalid ${this.#key(name)}: must be one of ${choices.join(", ")}`, {
      param: this.#key(name),
    });
  }

  /** The parameters below a name; undefined where there are none. */
  child(name: string): FormReader | undefined {
    const key = this.#key(name);
    const has = [...this.#values.keys()].some((found) => found.startsWith(`${key}[`));
    return has ? new FormReader(this.#values, key, this.#read) : undefined;
  }

  /** The entries of a list of objects, in the order of their numbers. */
  children(name: string): FormReader[] {
    return this.#numbersOf(name).map(
      (number) => new FormReader(this.#values, `${this.#key(name)}[${number}]`, this.#read),
    );
  }

  /** The entries of a list of texts. */
  texts(name: string): string[] {
    const list = this.child(name);
    return this.#numbersOf(name).flatMap((number) => list?.text(number) ?? []);
  }

  #numbersOf(name: string): string[] {
    const start = `${this.#key(name)}[`;
    const numbers = [...this.#values.keys()].flatMap((key) =>
      key.startsWith(start) ? [key.slice(start.length, key.indexOf("]", start.length))] : [],
    );
    return [...new Set(numbers)].sort((left, right) => Number(left) - Number(right));
  }

  /** Metadata as sent, checked against the service's limits; an entry of "" clears that key. */
  metadata(name = "metadata"): Record<string, string> | undefined {
    const start = `${this.#key(name)}[`;
    const found = [...this.#values].filter(([key]) => key.startsWith(start));
    if (found.length === 0) return this.text(name) === "" ? {} : undefined;
    const entries = found.map(([key, value]): [string, string] => {
      this.#read.add(key);
      return [key.slice(start.length, -1), value];
    });
    const isTooBig = entries.length > 50 || entries.some(([key, value]) => key.length > 40 || value.length > 500);
    if (isTooBig)
      throw invalidRequest("Metadata is above its limits (50 keys, 40 and 500 characters)", { param: name });
    return Object.fromEntries(entries);
  }

  /** Refuses every parameter that was sent and that the endpoint does not know. */
  end(): void {
    const unknown = [...this.#values.keys()].find((key) => !this.#read.has(key) && !/^expand(\[|$)/.test(key));
    if (unknown === undefined) return;
    throw invalidRequest(`Received unknown parameter: ${unknown}`, { param: unknown, code: "parameter_unknown" });
  }
}

/** Metadata after an update: keys that were sent are set, empty ones go, the others stay. */
export function mergeMetadata(
  before: Record<string, string>,
  sent: Record<string, string> | undefined,
): Record<string, string> {
  const merged = { ...before, ...sent };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ""));
}
