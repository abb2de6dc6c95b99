import type { Logger } from "pino";

/** The logger of one request, whose lines carry its fields; made when there is something to say, which is rare. */
export class RequestLog {
  readonly #parent: Logger;
  readonly #fields: Readonly<Record<string, string>>;
  #made: Logger | null = null;

  constructor(parent: Logger, fields: Readonly<Record<string, string>>) {
    this.#parent = parent;
    this.#fields = fields;
  }

  /** The same with more fields. */
  with(fields: Readonly<Record<string, string>>): RequestLog {
    return new RequestLog(this.#parent, { ...this.#fields, ...fields });
  }

  get info(): Logger["info"] {
    const logger = this.#logger();
    return logger.info.bind(logger);
  }

  get warn(): Logger["warn"] {
    const logger = this.#logger();
    return logger.warn.bind(logger);
  }

  get error(): Logger["error"] {
    const logger = this.#logger();
    return logger.error.bind(logger);
  }

  #logger(): Logger {
    this.#made ??= this.#parent.child(this.#fields);
    return this.#made;
  }
}
