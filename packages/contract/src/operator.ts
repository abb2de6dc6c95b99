import { z } from "zod";
import { actionDetail, actionStatus } from "./actions.ts";
import { alertSettings, usageAlert } from "./alerts.ts";
import { subscriptionStatuses } from "./billing.ts";
import { ownKey } from "./byok.ts";
import { balance } from "./credits.ts";
import { usageLimit } from "./limits.ts";
import { operatorAct } from "./operator-acts.ts";
import { actionId, cents, creditsAmount, cursor, holdId, instant, role, workspaceId } from "./primitives.ts";
import { paidDraw } from "./reports.ts";

/** What an operator works with; every route is under /operator and for operators alone. */
export const namedWorkspace = z.object({ id: workspaceId, name: z.string() });
export type NamedWorkspace = z.infer<typeof namedWorkspace>;

export const searchSections = ["workspaces", "people", "pages"] as const;

/**
 * GET /operator/search: whole ids of workspaces, actions, holds and requests; parts of the names of workspaces and
 * people and of e-mail addresses; beginnings of the paths of pages. `section` and `cursor` ask for more of one.
 */
export const operatorSearchQuery = z.object({
  q: z.string().trim().min(2).max(200),
  section: z.enum(searchSections).optional(),
  cursor: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(10),
});
export type OperatorSearchQuery = z.input<typeof operatorSearchQuery>;

export const foundPerson = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  workspaces: z.array(namedWorkspace.extend({ role })),
});
export type FoundPerson = z.infer<typeof foundPerson>;
export const foundPage = z.object({ workspace: namedWorkspace, path: z.string(), title: z.string() });
export type FoundPage = z.infer<typeof foundPage>;
export const foundAction = z.object({
  id: actionId,
  workspace: namedWorkspace,
  kind: z.string(),
  status: actionStatus,
  startedAt: instant,
});
export type FoundAction = z.infer<typeof foundAction>;

function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const operatorFound = z.object({
  actions: z.array(foundAction),
  workspaces: pageOf(namedWorkspace),
  people: pageOf(foundPerson),
  pages: pageOf(foundPage),
});
export type OperatorFound = z.infer<typeof operatorFound>;

/** A hold that runs. Times are real ones, also under a simulated clock. */
export const runningHold = z.object({
  id: holdId,
  action: actionId,
  workspace: namedWorkspace,
  kind: z.string(),
  member: z.object({ id: z.string(), name: z.string() }).nullable(),
  credits: creditsAmount,
  placedAt: instant,
  deadline: instant,
  ageSeconds: z.number().int().min(0),
  /** Past its deadline: the next sweep ends it. */
  isOverdue: z.boolean(),
});
export type RunningHold = z.infer<typeof runningHold>;
/** GET /operator/holds, those that run longest first. */
export const runningHoldsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
  /** Only those that run for at least so long. */
  seconds: z.coerce.number().int().min(0).max(86_400).default(0),
});
export const runningHoldList = z.object({ items: z.array(runningHold), asOf: instant });
export type RunningHoldList = z.infer<typeof runningHoldList>;

/** GET /operator/workspaces/{w} */
export const operatorWorkspace = namedWorkspace.extend({
  createdAt: instant,
  balance,
  /** The plans that it can be put on. */
  plans: z.array(z.object({ name: z.string(), monthlyCredits: creditsAmount.nullable() })),
  members: z.array(z.object({ id: z.string(), name: z.string(), email: z.string(), role, joinedAt: instant })),
  payments: z.object({
    provider: z.enum(["none", "sandbox", "stripe"]),
    subscription: z
      .object({
        id: z.string(),
        status: z.enum(subscriptionStatuses),
        plan: z.string(),
        paidUntil: instant,
      })
      .nullable(),
    /** The newest payments, with the page of the payment provider that each is on. */
    paid: z.array(
      z.object({
        id: z.string(),
        reason: z.string(),
        credits: creditsAmount,
        amountCents: cents,
        takenBackCents: cents,
        currency: z.string(),
        paidAt: instant,
        url: z.string().nullable(),
      }),
    ),
    flags: z.array(z.object({ id: z.string(), kind: z.string(), detail: z.string(), createdAt: instant })),
  }),
  limits: z.array(usageLimit),
  alerts: z.object({ reached: z.array(usageAlert), settings: alertSettings }),
  /** Its own keys: never a secret. */
  ownKeys: z.array(ownKey),
  fallbackToCredits: z.boolean(),
  holds: z.array(runningHold),
  /** The newest acts of operators on it. */
  acts: z.array(operatorAct),
});
export type OperatorWorkspace = z.infer<typeof operatorWorkspace>;

/** What happened to an action, in the order in which it happens. */
export const storyEvents = [
  "estimated",
  "held",
  "sent",
  "cancel-asked",
  "answered",
  "provider-failed",
  "settled",
  "released",
  "expired",
  "undone",
  "refunded",
  "operator-act",
] as const;
export const storyEvent = z.object({
  what: z.enum(storyEvents),
  at: instant,
  /** Figures and ids of the event, e.g. `{ credits: 3 }`. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type StoryEvent = z.infer<typeof storyEvent>;

/** GET /operator/actions/{id}: an action's whole story. */
export const actionStory = z.object({
  workspace: namedWorkspace,
  action: actionDetail,
  hold: holdId,
  /** Who ran it; null: a service, or somebody who is gone. */
  person: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable(),
  /** Charged and not refunded: the most that can be given back. */
  refundable: creditsAmount,
  events: z.array(storyEvent),
  /** The payments behind the lots that it drew on. */
  payments: z.array(paidDraw),
  /** The id under which the log of the server knows the request that began it; null where it is not kept. */
  logRequestId: z.string().nullable(),
});
export type ActionStory = z.infer<typeof actionStory>;
