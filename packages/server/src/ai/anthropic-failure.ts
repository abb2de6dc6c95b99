import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from "@anthropic-ai/sdk";
import { ProviderFailure, type ProviderFailureCode } from "./provider.ts";

/** Error types of the wire, which also come inside a stream that began with 200. */
const codeOfType: Readonly<Record<string, ProviderFailureCode>> = {
  authentication_error: "provider-key-refused",
  billing_error: "provider-billing",
  permission_error: "provider-permission",
  not_found_error: "provider-permission",
  invalid_request_error: "provider-rejected",
  request_too_large: "provider-rejected",
  rate_limit_error: "provider-rate-limited",
  overloaded_error: "provider-overloaded",
  timeout_error: "provider-timeout",
  api_error: "provider-failed",
};

const codeOfStatus: Readonly<Record<number, ProviderFailureCode>> = {
  400: "provider-rejected",
  401: "provider-key-refused",
  402: "provider-billing",
  403: "provider-permission",
  404: "provider-permission",
  413: "provider-rejected",
  429: "provider-rate-limited",
  504: "provider-timeout",
  529: "provider-overloaded",
};

function codeOf(error: APIError): ProviderFailureCode {
  // A spend limit comes as 400 or 429 without an end in sight: waiting does not help, somebody has to raise it.
  if (error.errorCode?.endsWith("spend_limit_reached")) return "provider-billing";
  const byType = error.type === null ? undefined : codeOfType[error.type];
  return byType ?? (error.status === undefined ? undefined : codeOfStatus[error.status]) ?? "provider-failed";
}

/** Seconds of a `retry-after` header, bounded to an hour; null where there is none. */
function retryAfterOf(headers: Headers | undefined): number | null {
  const seconds = Number(headers?.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(Math.ceil(seconds), 3_600) : null;
}

/** Whatever the SDK threw, as a failure of ours. Nothing of the provider's text comes along but the request id. */
export function failureOfAnthropicError(error: unknown, requestId: string | null): ProviderFailure {
  if (error instanceof ProviderFailure) return error;
  if (error instanceof APIUserAbortError) return new ProviderFailure("cancelled", { requestId });
  if (error instanceof APIConnectionTimeoutError) return new ProviderFailure("provider-timeout", { requestId });
  if (error instanceof APIConnectionError) return new ProviderFailure("provider-unreachable", { requestId });
  if (error instanceof APIError) {
    const retryAfterSeconds = retryAfterOf(error.headers);
    return new ProviderFailure(codeOf(error), { requestId: error.requestID ?? requestId, retryAfterSeconds });
  }
  // Left are a socket that was cut ("terminated") and an event that is no JSON: the answer can not be trusted.
  return new ProviderFailure("provider-unreachable", { requestId });
}
