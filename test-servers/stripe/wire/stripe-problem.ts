/** What the real service answers to a request that it refuses: `{ "error": { type, code, message, … } }`. */
export type ProblemBody = {
  readonly type: "invalid_request_error" | "idempotency_error" | "card_error" | "api_error" | "rate_limit_error";
  readonly message: string;
  readonly code?: string;
  readonly param?: string;
  readonly decline_code?: string;
  readonly payment_intent?: unknown;
};

/** A refusal with the status and body of the real service. */
export class StripeProblem extends Error {
  override readonly name = "StripeProblem";
  readonly status: number;
  readonly body: ProblemBody;

  constructor(status: number, body: ProblemBody) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

export function invalidRequest(message: string, more: { param?: string; code?: string } = {}): StripeProblem {
  return new StripeProblem(400, { type: "invalid_request_error", message, ...more });
}

/** Parameters that name the object in the path; every other one names another object in a request that is refused. */
const namesInPath = ["id", "intent", "session", "invoice", "schedule"];

export function missingObject(kind: string, id: string, param = "id"): StripeProblem {
  const message = `No such ${kind}: '${id}'`;
  const status = namesInPath.includes(param) ? 404 : 400;
  return new StripeProblem(status, { type: "invalid_request_error", code: "resource_missing", message, param });
}

export function missingParameter(param: string): StripeProblem {
  return invalidRequest(`Missing required param: ${param}.`, { param, code: "parameter_missing" });
}

/** A card that was refused; the payment intent stands in the error, as with the real service. */
export function cardProblem(reason: DeclineReason, paymentIntent: unknown): StripeProblem {
  return new StripeProblem(402, { type: "card_error", ...declines[reason], payment_intent: paymentIntent });
}

export const declines = {
  declined: { code: "card_declined", decline_code: "generic_decline", message: "Your card was declined." },
  "lacks-funds": {
    code: "card_declined",
    decline_code: "insufficient_funds",
    message: "Your card has insufficient funds.",
  },
  "needs-action": {
    code: "authentication_required",
    decline_code: "authentication_required",
    message: "Your card was declined. This transaction requires authentication.",
  },
  "failed-action": {
    code: "payment_intent_authentication_failure",
    message: "The provided PaymentMethod has failed authentication.",
  },
  "failed-debit": {
    code: "payment_method_provider_decline",
    message: "The bank returned the debit.",
  },
} as const;
export type DeclineReason = keyof typeof declines;
