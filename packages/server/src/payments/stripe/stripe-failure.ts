import Stripe from "stripe";
import { PaymentProviderError } from "../payment-provider.ts";

/** Where failures are noted, with what an operator needs to find the request in Stripe's dashboard. */
export type FailureLog = { warn(details: Readonly<Record<string, unknown>>, message: string): void };

/**
 * Does what asks Stripe. What it throws becomes an error of ours: Stripe's own words can carry a piece of the key or an
 * address, so nothing of them comes along but the code and the id of the request.
 * @throws PaymentProviderError
 */
export async function askStripe<Result>(
  log: FailureLog,
  operation: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    const { statusCode: status, requestId, type } = error;
    log.warn({ operation, type, status, code: codeOf(error), requestId }, "Stripe did not do what it was asked for");
    throw failureOf(error);
  }
}

/** As `askStripe`, and null where Stripe does not know the object. */
export async function askStripeFor<Result>(
  log: FailureLog,
  operation: string,
  work: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (isMissing(error)) return null;
    return await askStripe(log, operation, () => Promise.reject(error));
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError && error.code === "resource_missing";
}

function failureOf(error: InstanceType<typeof Stripe.errors.StripeError>): PaymentProviderError {
  const named = describe(error);
  if (error instanceof Stripe.errors.StripeConnectionError) {
    return new PaymentProviderError("unavailable", `Stripe could not be reached, or did not answer in time${named}.`);
  }
  if (
    error instanceof Stripe.errors.StripeAuthenticationError ||
    error instanceof Stripe.errors.StripePermissionError
  ) {
    // Nothing was done; it will be once an operator has mended the key, so the request is worth sending again.
    return new PaymentProviderError(
      "unavailable",
      `Stripe does not accept this server's key for it. An operator has to look at it${named}.`,
    );
  }
  if (error instanceof Stripe.errors.StripeRateLimitError) {
    return new PaymentProviderError("unavailable", `Stripe is limiting requests just now${named}.`);
  }
  if (isMissing(error)) return new PaymentProviderError("not-found", `Stripe does not know what was named${named}.`);
  if (error instanceof Stripe.errors.StripeAPIError) {
    return new PaymentProviderError("unavailable", `Stripe failed${named}.`);
  }
  return new PaymentProviderError("refused", `Stripe refused it${named}.`);
}

/** The code and the request's id, as far as they look like ones: ` (amount_too_small, req_…)`. */
function describe(error: InstanceType<typeof Stripe.errors.StripeError>): string {
  const parts = [codeOf(error), /^req_\w+$/.test(error.requestId ?? "") ? error.requestId : null];
  const found = parts.filter((part) => part !== null);
  return found.length === 0 ? "" : ` (${found.join(", ")})`;
}

function codeOf(error: InstanceType<typeof Stripe.errors.StripeError>): string | null {
  return /^[a-z_]{1,64}$/.test(error.code ?? "") ? (error.code ?? null) : null;
}
