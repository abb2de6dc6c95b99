import type { Credits } from "../verbs.ts";
import { checkObject } from "./check-input.ts";

type Verb = (input?: unknown) => Promise<unknown>;

/**
 * The same verbs, for callers without types too: what is no object at all is refused like any other wrong input, and
 * nothing is ever thrown past the promise.
 */
export function checkInputs(credits: Credits): Credits {
  const checked = Object.entries<unknown>(credits).map(([name, verb]) => {
    const call = verb as Verb;
    const checkedVerb: Verb = async (input) => {
      // A verb that has a default counts no parameter.
      if (input !== undefined || call.length > 0) checkObject(input, "input");
      return call(input);
    };
    return [name, checkedVerb];
  });
  return Object.fromEntries(checked) as Credits;
}
