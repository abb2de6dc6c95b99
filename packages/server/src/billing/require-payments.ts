import type { Context } from "hono";
import type { ServerConfiguration } from "../configuration/server-configuration.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Payments } from "../payments/create-payments.ts";
import { PaymentProviderError } from "../payments/payment-provider.ts";
import type { Services } from "../services.ts";

/** The payments of this Dokly; fails with `payments-not-configured` where nothing can be paid. */
export function requirePayments({ payments }: Services): Payments {
  if (payments !== null) return payments;
  throw new ProblemError("payments-not-configured", "Nobody has set up payments on this Dokly. Nothing was charged.");
}

/** Asks the payment provider for something, and tells its refusals as problems. */
export async function askProvider<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PaymentProviderError)) throw error;
    if (error.code === "unavailable") {
      const detail = "The payment provider can not be reached. Try again: nothing is charged twice.";
      throw new ProblemError("payment-provider-unavailable", detail, {}, { "retry-after": "5" });
    }
    throw new ProblemError("payment-refused", `The payment provider refused this: ${error.message}`);
  }
}

/**
 * Where a browser is sent back to: the address under which it uses this server, so that its cookie is still there.
 * Without PUBLIC_URL a machine has several names.
 */
export function baseUrlOf(c: Context, { publicUrl, allowedOrigins }: ServerConfiguration): string {
  const origin = c.req.header("origin");
  return origin !== undefined && allowedOrigins.includes(origin) ? origin : publicUrl;
}

/** A path of ours as an absolute address, with parameters added. */
export function returnUrlOf(
  publicUrl: string,
  path: string,
  ...parameters: readonly (readonly [name: string, value: string])[]
): string {
  const url = new URL(path, publicUrl);
  // Checked by the contract already; a path that leads elsewhere must never reach a browser.
  if (url.origin !== new URL(publicUrl).origin)
    throw new ProblemError("validation-failed", "returnTo: a path of ours.");
  for (const parameter of parameters) url.searchParams.set(...parameter);
  return url.toString();
}
