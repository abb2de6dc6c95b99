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
