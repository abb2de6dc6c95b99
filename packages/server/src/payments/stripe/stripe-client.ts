import Stripe from "stripe";
import { ConfigurationError } from "../../configuration/configuration-error.ts";

/** The version of Stripe's API that this code was written for; an SDK of another version does not compile. */
export const stripeApiVersion = "2026-10-28.endive" satisfies Stripe.LatestApiVersion;

/** How long one request may take; a person waits behind most of them. */
const timeoutMs = 15_000;

/**
 * A client for Stripe, or for whoever speaks like it at `apiUrl`. It sends nothing twice by itself but where the
 * connection was closed, and then under the same idempotency key: who calls decides about the rest.
 * @throws ConfigurationError when `apiUrl` is no origin
 */
export function createStripeClient({ secretKey, apiUrl }: { secretKey: string; apiUrl: string | null }): Stripe {
  return new Stripe(secretKey, {
    apiVersion: stripeApiVersion,
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    ...(apiUrl === null ? {} : addressOf(apiUrl)),
  });
}

function addressOf(apiUrl: string): { host: string; port: number; protocol: "http" | "https" } {
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : null;
  const protocol = url?.protocol === "http:" ? "http" : url?.protocol === "https:" ? "https" : null;
  if (url === null || protocol === null || url.pathname !== "/" || url.search !== "") {
    throw new ConfigurationError(["STRIPE_API_URL is no origin; allowed: as https://api.stripe.com, without a path."]);
  }
  const port = url.port === "" ? (protocol === "http" ? 80 : 443) : Number(url.port);
  return { host: url.hostname, port, protocol };
}
