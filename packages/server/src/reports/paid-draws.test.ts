import { expect, test } from "vitest";
import { dashboardUrlOf } from "./paid-draws.ts";

const stripe = { type: "stripe", webhookSecret: "whsec_x", apiUrl: null } as const;
const paid = { provider: "stripe", payment: "pi_3PxA" } as const;

test("a payment is found in Stripe's dashboard, in the mode of the server's key", () => {
  const urlOf = (secretKey: string) => dashboardUrlOf(paid, { ...stripe, secretKey });
  expect(urlOf("sk_live_1")).toBe("https://dashboard.stripe.com/payments/pi_3PxA");
  expect(urlOf("rk_live_test_1")).toBe("https://dashboard.stripe.com/payments/pi_3PxA");
  expect(urlOf("sk_test_1")).toBe("https://dashboard.stripe.com/test/payments/pi_3PxA");
  expect(urlOf("rk_test_1")).toBe("https://dashboard.stripe.com/test/payments/pi_3PxA");
});

test("no link leads to a payment of the sandbox, or of a Stripe whose key the server has not", () => {
  expect(dashboardUrlOf({ ...paid, provider: "sandbox" }, { ...stripe, secretKey: "sk_live_1" })).toBeNull();
  expect(dashboardUrlOf(paid, { type: "none" })).toBeNull();
});
