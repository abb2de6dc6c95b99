import type { EventStore, StoredEvent } from "./event-store.ts";
import type { PaidObjectRef } from "./paid-object.ts";
import type { PaymentDependencies } from "./payment-dependencies.ts";

const eventsAtOnce = 20;
/** After this many tries an operator is told; it is tried on, twice a day. */
const attemptsBeforeFlag = 8;
const waitSecondsMax = 43_200;

/** How long to wait after a try that failed: 5 s, then twice as long each time, at most half a day. */
export function waitAfter(attempts: number): number {
  return Math.min(waitSecondsMax, 5 * 2 ** Math.min(attempts - 1, 20));
}

/**
 * Acts on stored webhooks that are due, one after the other, until none is left. Safe from any number of servers.
 * Returns how many it handled.
 */
export async function handleEvents(
  deps: Pick<PaymentDependencies, "flags" | "logger"> & {
    readonly events: EventStore;
    apply(ref: PaidObjectRef): Promise<void>;
  },
): Promise<number> {
  let handled = 0;
  for (;;) {
    const claimed = await deps.events.claim(eventsAtOnce);
    if (claimed.length === 0) return handled;
    for (const event of claimed) handled += (await handleEvent(deps, event)) ? 1 : 0;
  }
}

async function handleEvent(
  deps: Pick<PaymentDependencies, "flags" | "logger"> & {
    readonly events: EventStore;
    apply(ref: PaidObjectRef): Promise<void>;
  },
  event: StoredEvent,
): Promise<boolean> {
  const { events, flags, logger } = deps;
  try {
    for (const ref of event.about) await deps.apply(ref);
    await events.setHandled(event);
    await flags.lower("event-not-handled", event.id);
    return true;
  } catch (error) {
    const seconds = waitAfter(event.attempts);
    logger.warn({ err: error, event: event.id, type: event.type, seconds }, "a webhook could not be acted on yet");
    await events.setFailed(event, { error: error instanceof Error ? error.message : String(error), seconds });
    if (event.attempts >= attemptsBeforeFlag) {
      const detail = `The webhook ${event.id} (${event.type}) could not be acted on in ${attemptsBeforeFlag} tries or more.`;
      await flags.raise({ kind: "event-not-handled", workspace: null, subject: event.id, detail });
    }
    return false;
  }
}
