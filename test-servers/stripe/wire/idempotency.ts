import { createHash } from "node:crypto";
import { StripeProblem } from "./stripe-problem.ts";

export type Answer = { readonly status: number; readonly body: unknown; readonly isReplayed?: boolean };

/**
 * The first answer to each idempotency key. It is given again to the same request, also where it was an error of the
 * service or a decline; what was refused before it began (400, 401, 404, 409, 429) leaves nothing behind.
 */
export class IdempotencyKeys {
  readonly #answers = new Map<string, { readonly fingerprint: string; readonly answer: Answer }>();

  /** The answer to give again; null where the key is new. */
  find(key: string, request: string): Answer | null {
    const stored = this.#answers.get(key);
    if (stored === undefined) return null;
    if (stored.fingerprint === fingerprintOf(request)) return { ...stored.answer, isReplayed: true };
    throw new StripeProblem(400, {
      type: "idempotency_error",
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    });
  }

  keep(key: string, request: string, answer: Answer): void {
    if ([400, 401, 404, 409, 429].includes(answer.status)) return;
    this.#answers.set(key, { fingerprint: fingerprintOf(request), answer });
  }

  /** The real service forgets keys after a day. */
  forget(): void {
    this.#answers.clear();
  }
}

function fingerprintOf(request: string): string {
  return createHash("sha256").update(request).digest("hex");
}
