import { type Result, type Router, UnsupportedPathError } from "hono/router";
import { RegExpRouter } from "hono/router/reg-exp-router";
import { TrieRouter } from "hono/router/trie-router";

/** Below it a fixed word and an id stand in the same place, which Hono's quick router does not take. */
const ambiguous = "/page-runs/";

/**
 * Finds the routes of a request by one regular expression, and those of ambiguous addresses as Hono does where a single
 * one of all routes is: that takes ten times as long. Another ambiguous route makes all of it as slow; a test tells.
 */
export class RouteTable<Handler> implements Router<Handler> {
  readonly name = "RouteTable";
  readonly #thorough = new TrieRouter<Handler>();
  #quick: RegExpRouter<Handler> | null = new RegExpRouter<Handler>();

  /** The first route that was ambiguous and not known to be; null: none. */
  unexpected: string | null = null;

  add(method: string, path: string, handler: Handler): void {
    this.#thorough.add(method, path, handler);
    // A request without the word in its address can match no route that has it.
    if (path.includes(ambiguous)) return;
    try {
      this.#quick?.add(method, path, handler);
    } catch (error) {
      if (!(error instanceof UnsupportedPathError)) throw error;
      this.#quick = null;
      this.unexpected = path;
    }
  }

  match(method: string, path: string): Result<Handler> {
    const router = path.includes(ambiguous) ? this.#thorough : (this.#quick ?? this.#thorough);
    return router.match(method, path);
  }
}
