import { ConfigurationError } from "../../configuration/configuration-error.ts";
import type { FailureLog } from "./stripe-failure.ts";

export type StripeOptions = {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** An origin; null: Stripe itself. */
  readonly apiUrl: string | null;
  readonly logger: FailureLog;
  /** Which methods a checkout that only saves a card may offer; by default US dollars. */
  readonly currency?: string;
  /** How long one request may take, in milliseconds; a person waits behind most of them. */
  readonly timeoutMs?: number;
};

/** Where the SDK sends its requests instead of to Stripe. */
export type StripeAddress = { readonly host: string; readonly port: number; readonly protocol: "http" | "https" };

/** @throws ConfigurationError when it is no origin */
export function addressOf(apiUrl: string): StripeAddress {
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : null;
  const protocol = (["http", "https"] as const).find((known) => `${known}:` === url?.protocol);
  if (url === null || protocol === undefined || url.pathname !== "/" || url.search !== "") {
    throw new ConfigurationError(["STRIPE_API_URL is no origin; allowed: as https://api.stripe.com, without a path."]);
  }
  const port = url.port === "" ? (protocol === "http" ? 80 : 443) : Number(url.port);
  return { host: url.hostname, port, protocol };
}
