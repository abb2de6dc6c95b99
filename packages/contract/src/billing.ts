import { z } from "zod";
import { cents, creditsAmount, cursor, instant, returnTo } from "./primitives.ts";
import { topUpOrder } from "./top-ups.ts";

/** Plans and payments of one workspace. Money is integer cents of the `currency` beside it. */
export const billingIntervals = ["month", "year"] as const;
export const billingInterval = z.enum(billingIntervals);
export type BillingInterval = z.infer<typeof billingInterval>;

/** What a subscription is: `none` also stands for a plan that an operator gave. */
export const subscriptionStatuses = ["none", "incomplete", "active", "past-due", "unpaid", "ended"] as const;

/** A change that waits: for the end of the paid period, or for its payment. */
export const pendingPlan = z.object({
  plan: z.string(),
  interval: billingInterval.nullable(),
  /** When it takes effect. */
  at: instant,
});
export type PendingPlan = z.infer<typeof pendingPlan>;

export const savedCard = z.object({
  brand: z.string(),
  last4: z.string(),
  expiresMonth: z.number().int(),
  expiresYear: z.number().int(),
});
export type SavedCard = z.infer<typeof savedCard>;

/** GET /workspaces/{w}/billing: what Settings → Plan and → Billing show. Admins and owners. */
export const billing = z.object({
  /** In force in this period. */
  plan: z.string(),
  monthlyCredits: creditsAmount,
  period: z.object({ start: instant, end: instant }),
  subscription: z.object({
    status: z.enum(subscriptionStatuses),
    interval: billingInterval.nullable(),
    priceCents: cents.nullable(),
    currency: z.string(),
    /** Until when it is paid; null without a subscription. */
    paidUntil: instant.nullable(),
    /** When it ends by itself. */
    cancelAt: instant.nullable(),
    /** Where an unpaid invoice can be paid. */
    payUrl: z.string().nullable(),
  }),
  /** What the next reset, or the end of the paid time, brings; null: nothing changes. */
  pending: pendingPlan.nullable(),
  /** Set while the workspace is on a trial. */
  trial: z.object({ endsAt: instant, daysLeft: z.number().int().min(0) }).nullable(),
  payments: z.enum(["none", "sandbox", "stripe"]),
  /** Whether the caller may change the plan (owners). */
  canChangePlan: z.boolean(),
});
export type Billing = z.infer<typeof billing>;

/** GET /workspaces/{w}/billing/plan-quote?plan=&interval=: what a change would do, before it is asked for. */
export const planQuoteQuery = z.object({ plan: z.string().min(1).max(40), interval: billingInterval.default("month") });
export const planQuote = z.object({
  plan: z.string(),
  interval: billingInterval.nullable(),
  /** `start`: a checkout. `upgrade`: charged now. `downgrade`, `cancel`: at `at`. `resume`: takes a change back. */
  change: z.enum(["none", "start", "upgrade", "downgrade", "cancel", "resume", "contact"]),
  /** Due now. */
  dueCents: cents,
  /** Then, for each interval. */
  renewalCents: cents,
  currency: z.string(),
  /** What joins the bucket at once. */
  creditsNow: creditsAmount,
  /** When it takes effect. */
  at: instant,
});
export type PlanQuote = z.infer<typeof planQuote>;

/** PUT /workspaces/{w}/billing/plan (owners; Idempotency-Key): asks for another plan. */
export const changePlanBody = z.strictObject({
  plan: z.string().min(1).max(40),
  interval: billingInterval.default("month"),
  returnTo,
  /** The `dueCents` that the person saw: another sum is refused with `price-changed`. */
  dueCents: cents.optional(),
});
/** `done`: in force or waiting for its reset. `pay`: send the person to `checkoutUrl`. `processing`: ask again soon. */
export const planChange = z.object({
  state: z.enum(["done", "pay", "processing"]),
  checkoutUrl: z.string().nullable(),
  billing,
});
export type PlanChange = z.infer<typeof planChange>;

/** POST /workspaces/{w}/billing/portal (owners): a page of the payment provider's, for cards and addresses. */
export const portalBody = z.strictObject({ returnTo });
export const portal = z.object({ url: z.string() });

/** GET /workspaces/{w}/billing/invoices */
export const invoice = z.object({
  id: z.string(),
  number: z.string().nullable(),
  createdAt: instant,
  description: z.string(),
  amountCents: cents,
  refundedCents: cents,
  currency: z.string(),
  state: z.enum(["draft", "open", "paid", "void", "uncollectible"]),
  url: z.string().nullable(),
  pdfUrl: z.string().nullable(),
});
export const invoiceList = z.object({ items: z.array(invoice) });
export type InvoiceList = z.infer<typeof invoiceList>;

/** GET and PUT /workspaces/{w}/billing/auto-top-up (admins). Off by default; needs a card saved with consent. */
export const autoTopUp = z.object({
  isOn: z.boolean(),
  /** Buys when fewer credits than this are available. */
  belowCredits: creditsAmount,
  credits: creditsAmount,
  priceCents: cents,
  currency: z.string(),
  timesPerPeriodMax: z.number().int(),
  timesThisPeriod: z.number().int(),
  card: savedCard.nullable(),
  /** What the person agrees to when saving the card. */
  consentText: z.string(),
  /** Set after a failure: nothing is bought until a person turns it on again. */
  stopped: z.object({ at: instant, reason: z.string() }).nullable(),
});
export type AutoTopUp = z.infer<typeof autoTopUp>;
export const autoTopUpBody = z.strictObject({
  isOn: z.boolean(),
  belowCredits: creditsAmount.min(1),
  credits: creditsAmount.min(1),
  timesPerPeriodMax: z.number().int().min(1).max(100),
});
/** POST /workspaces/{w}/billing/card: a page to save a card at; `hasConsent` must be true. DELETE forgets the card. */
export const saveCardBody = z.strictObject({ returnTo, hasConsent: z.literal(true) });
export const checkoutLink = z.object({ checkoutUrl: z.string() });

/** POST /workspaces/{w}/top-up-requests: an editor asks for credits; one open request per person. */
export const askTopUpBody = z.strictObject({
  credits: creditsAmount.min(1),
  note: z.string().trim().max(500).default(""),
});
export const topUpRequest = z.object({
  id: z.string(),
  member: z.object({ id: z.string(), name: z.string() }),
  credits: creditsAmount,
  priceCents: cents,
  currency: z.string(),
  note: z.string(),
  state: z.enum(["open", "approved", "dismissed"]),
  createdAt: instant,
  decidedAt: instant.nullable(),
  decidedBy: z.string().nullable(),
});
export type TopUpRequest = z.infer<typeof topUpRequest>;
/** GET /workspaces/{w}/top-up-requests: open ones; an editor sees the own ones, decided ones too. */
export const topUpRequestList = z.object({ items: z.array(topUpRequest) });
export type TopUpRequestList = z.infer<typeof topUpRequestList>;
/** POST …/top-up-requests/{id}/approve {returnTo} begins the purchase (admins); …/dismiss {} says no. */
export const approveTopUpBody = z.strictObject({ returnTo });
export const approvedTopUp = z.object({ request: topUpRequest, order: topUpOrder });

/** GET /operator/payment-flags: what payments need a person for. POST /operator/payment-flags/{id}/resolve. */
export const paymentFlag = z.object({
  id: z.string(),
  kind: z.string(),
  workspace: z.string().nullable(),
  subject: z.string(),
  detail: z.string(),
  createdAt: instant,
  resolvedAt: instant.nullable(),
});
export type PaymentFlag = z.infer<typeof paymentFlag>;
export const paymentFlagList = z.object({ items: z.array(paymentFlag), nextCursor: cursor.nullable() });
