import { missingObject } from "./wire/stripe-problem.ts";

/** A webhook event as it stands on the wire. */
export type WireEvent = {
  readonly id: string;
  readonly object: "event";
  readonly api_version: string;
  readonly created: number;
  readonly data: { readonly object: unknown; readonly previous_attributes?: Record<string, unknown> };
  readonly livemode: false;
  readonly pending_webhooks: number;
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null };
  readonly type: string;
};

/** The request that is being answered, which every event names. */
export type RequestMark = { id: string | null; idempotencyKey: string | null };

/** Everything that happened, oldest first, and who is told. */
export class EventLog {
  readonly all: WireEvent[] = [];
  readonly request: RequestMark = { id: null, idempotencyKey: null };
  readonly #apiVersion: string;
  readonly #drawId: (prefix: string) => string;
  readonly #tell: (event: WireEvent) => void;

  constructor(options: {
    apiVersion: string;
    drawId: (prefix: string) => string;
    tell: (event: WireEvent) => void;
  }) {
    this.#apiVersion = options.apiVersion;
    this.#drawId = options.drawId;
    this.#tell = options.tell;
  }

  get(id: string): WireEvent {
    const found = this.all.find((event) => event.id === id);
    if (found === undefined) throw missingObject("event", id);
    return found;
  }

  /** Records an event with the object as it is at this moment. */
  emit(type: string, object: object, at: number, previous?: Record<string, unknown>): void {
    const snapshot = structuredClone(object);
    const event: WireEvent = {
      id: this.#drawId("evt"),
      object: "event",
      api_version: this.#apiVersion,
      created: at,
      data: previous === undefined ? { object: snapshot } : { object: snapshot, previous_attributes: previous },
      livemode: false,
      pending_webhooks: 1,
      request: { id: this.request.id, idempotency_key: this.request.idempotencyKey },
      type,
    };
    this.all.push(event);
    this.#tell(event);
  }
}
