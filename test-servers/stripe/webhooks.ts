import { createHmac } from "node:crypto";
import type { WireEvent } from "./event-log.ts";

/** One attempt to deliver an event; `status` is null where nobody answered. */
export type Delivery = { readonly eventId: string; readonly type: string; readonly status: number | null };

/** What happens to the events from now on. */
export type DeliveryMode = {
  /** Keeps events back until `release`. */
  isHeld: boolean;
  /** Events that are lost, by their type; the log keeps them. */
  drop: (event: WireEvent) => boolean;
  /** How often each is delivered. */
  times: number;
  /** Whether the signature is wrong. */
  isForged: boolean;
};

/**
 * Delivers events to one address, one after the other, signed in the real scheme. What is answered with an error is
 * delivered again by `retry`, as the real service does hours later.
 */
export class Webhooks {
  readonly secret: string;
  readonly deliveries: Delivery[] = [];
  readonly mode: DeliveryMode = { isHeld: false, drop: () => false, times: 1, isForged: false };
  readonly #held: WireEvent[] = [];
  readonly #refused: WireEvent[] = [];
  #target: string | null = null;
  #queue: Promise<void> = Promise.resolve();

  constructor(secret: string) {
    this.secret = secret;
  }

  /** Where events go; null: nowhere. */
  deliverTo(url: string | null): void {
    this.#target = url;
  }

  /** Takes a new event. */
  accept(event: WireEvent): void {
    if (this.mode.drop(event)) return;
    const copies = Array.from({ length: this.mode.times }, () => event);
    if (this.mode.isHeld) this.#held.push(...copies);
    else for (const copy of copies) this.send(copy);
  }

  /** Delivers what was held, in the order that is asked for, and holds no longer. */
  async release(order: (events: readonly WireEvent[]) => readonly WireEvent[] = (events) => events): Promise<void> {
    this.mode.isHeld = false;
    const events = order(this.#held.splice(0));
    for (const event of events) this.send(event);
    await this.settled();
  }

  /** Delivers an event (again), whatever the switches say. */
  send(event: WireEvent): void {
    this.#queue = this.#queue.then(() => this.#deliver(event));
  }

  /** Delivers once more what was not answered with 2xx. */
  async retry(): Promise<void> {
    for (const event of this.#refused.splice(0)) this.send(event);
    await this.settled();
  }

  /** Waits until everything that was to be delivered has been. */
  async settled(): Promise<void> {
    let queue: Promise<void>;
    do {
      queue = this.#queue;
      await queue;
    } while (queue !== this.#queue);
  }

  async #deliver(event: WireEvent): Promise<void> {
    const target = this.#target;
    if (target === null) return;
    const body = JSON.stringify(event, null, 2);
    let status: number | null = null;
    try {
      const response = await fetch(target, {
        method: "POST",
        headers: {
          "content-type": "application/json; charset=utf-8",
          "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
          "stripe-signature": this.signatureOf(body),
        },
        body,
        redirect: "manual",
        signal: AbortSignal.timeout(10_000),
      });
      await response.arrayBuffer();
      status = response.status;
    } catch {
      status = null;
    }
    this.deliveries.push({ eventId: event.id, type: event.type, status });
    if (status === null || status < 200 || status > 299) this.#refused.push(event);
  }

  /** The `Stripe-Signature` of a body: its time, and an HMAC over time and body. */
  signatureOf(body: string, at = Math.floor(Date.now() / 1_000)): string {
    const secret = this.mode.isForged ? `${this.secret}-forged` : this.secret;
    const signature = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
    return `t=${at},v1=${signature}`;
  }
}
