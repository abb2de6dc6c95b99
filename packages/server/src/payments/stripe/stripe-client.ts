import Stripe from "stripe";
import { addressOf, type StripeOptions } from "./stripe-options.ts";

/** The version of Stripe's API that this code was written for; an SDK of another version does not compile. */
const apiVersion = "2026-10-28.endive" satisfies Stripe.LatestApiVersion;

const timeoutMsDefault = 15_000;

/**
 * A client for Stripe, or for whoever speaks like it at `apiUrl`. It sends nothing twice by itself but where the
 * connection was closed, and then under the same idempotency key: who calls decides about the rest.
 */
export function createStripeClient(options: StripeOptions): Stripe {
  const { secretKey, apiUrl, timeoutMs = timeoutMsDefault } = options;
  return new Stripe(secretKey, {
    apiVersion,
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    ...(apiUrl === null ? {} : addressOf(apiUrl)),
  });
}
