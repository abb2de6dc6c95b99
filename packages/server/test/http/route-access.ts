import type { ApiKeyScope, Role } from "@dokly/contract";

/**
 * Whom a route lets in: `anyone`; `signed-in` people and keys; `people`, but no key; `operator`; or members of its
 * workspace from a role on. `key` is the scope with which a key of the workspace may do it too.
 */
export type RouteAccess = {
  readonly to: "anyone" | "signed-in" | "people" | "operator" | Role;
  readonly key?: ApiKeyScope;
};

/**
 * Who may call what, route by route, as people are told in docs/http-api.md and docs/ai-credits.md: viewers see
 * totals; editors write, run actions and see their own rows; admins see all rows and set limits and pay; owners change
 * the plan and own keys. A route that is not here fails the test. What the claim of an operator asks for besides is the
 * link that the start prints.
 */
const table = `
anyone            GET /configuration
anyone            POST /webhooks/{provider}
people            GET /me
signed-in         GET /workspaces
signed-in         GET /plans
people            GET /me/security
people            DELETE /me/sessions/{id}
people            POST /me/sessions/revoke-others
signed-in         GET /operator/claim
people            POST /workspaces
anyone            GET /invitations/{id}
people            POST /invitations/{id}/accept
signed-in         GET /top-ups/quote

viewer  read      GET /workspaces/{w}/members
admin             PATCH /workspaces/{w}/members/{id}
viewer            DELETE /workspaces/{w}/members/{id}
admin             POST /workspaces/{w}/invitations
admin             DELETE /workspaces/{w}/invitations/{id}
admin             GET /workspaces/{w}/api-keys
admin             POST /workspaces/{w}/api-keys
admin             DELETE /workspaces/{w}/api-keys/{id}

viewer  documents GET /workspaces/{w}/documents
viewer  documents GET /workspaces/{w}/documents/{path}
editor  documents PUT /workspaces/{w}/documents/{path}
editor  documents DELETE /workspaces/{w}/documents/{path}
editor  documents POST /workspaces/{w}/documents/{path}/rename
editor  documents POST /workspaces/{w}/import
viewer  documents GET /workspaces/{w}/export.zip

viewer  read      GET /workspaces/{w}/credits
viewer  read      GET /workspaces/{w}/credits/lots
viewer  read      GET /workspaces/{w}/credits/usage
viewer  read      GET /workspaces/{w}/credits/forecast
viewer  read      GET /workspaces/{w}/ways-on
viewer  read      GET /workspaces/{w}/events
viewer  read      POST /workspaces/{w}/verify
viewer  read      GET /workspaces/{w}/alerts
viewer            POST /workspaces/{w}/alerts/dismiss
admin             PUT /workspaces/{w}/alerts/settings
editor  read      GET /workspaces/{w}/actions
editor  read      GET /workspaces/{w}/actions/{id}
admin   read      GET /workspaces/{w}/ledger.jsonl
editor  read      GET /workspaces/{w}/limits
admin             PUT /workspaces/{w}/limits
editor            GET /workspaces/{w}/actions/{id}/report
editor            POST /workspaces/{w}/actions/{id}/report
editor            DELETE /workspaces/{w}/actions/{id}/report
viewer            GET /workspaces/{w}/notices
viewer            POST /workspaces/{w}/notices/{id}/read
viewer            GET /workspaces/{w}/refund-notices
viewer            POST /workspaces/{w}/refund-notices/{id}/dismiss

admin             POST /workspaces/{w}/top-ups
admin             GET /workspaces/{w}/top-ups
admin             GET /workspaces/{w}/top-ups/{id}
editor            POST /workspaces/{w}/top-up-requests
editor            GET /workspaces/{w}/top-up-requests
admin             POST /workspaces/{w}/top-up-requests/{id}/approve
admin             POST /workspaces/{w}/top-up-requests/{id}/dismiss
admin             GET /workspaces/{w}/billing
admin             GET /workspaces/{w}/billing/plan-quote
owner             PUT /workspaces/{w}/billing/plan
owner             POST /workspaces/{w}/billing/portal
admin             GET /workspaces/{w}/billing/invoices
admin             GET /workspaces/{w}/billing/auto-top-up
admin             PUT /workspaces/{w}/billing/auto-top-up
admin             POST /workspaces/{w}/billing/card
admin             DELETE /workspaces/{w}/billing/card

admin   meter     POST /workspaces/{w}/holds
admin   meter     POST /workspaces/{w}/holds/{id}/settle
admin   meter     POST /workspaces/{w}/holds/{id}/release
admin   meter     POST /workspaces/{w}/holds/{id}/extend

editor  ai        POST /workspaces/{w}/ai/estimates
editor  ai        POST /workspaces/{w}/ai/actions
editor  ai        POST /workspaces/{w}/ai/actions/{id}/cancel
editor  ai        GET /workspaces/{w}/ai/actions/{id}/output
editor  ai        POST /workspaces/{w}/actions/{id}/undo
editor  ai        GET /workspaces/{w}/ai/next-run
editor  ai        PUT /workspaces/{w}/ai/next-run
viewer  read      GET /workspaces/{w}/ai/estimate-quality
viewer  read      GET /workspaces/{w}/voice
viewer            GET /workspaces/{w}/demo
owner             POST /workspaces/{w}/demo/empty-bucket
admin             PUT /workspaces/{w}/voice
editor  ai        POST /workspaces/{w}/sites
viewer  read      GET /workspaces/{w}/sites
viewer  read      GET /workspaces/{w}/sites/{id}
viewer  read      GET /workspaces/{w}/sites/{id}/events
editor  ai        POST /workspaces/{w}/sites/{id}/cancel
editor  ai        POST /workspaces/{w}/sites/{id}/resume
editor  ai        POST /workspaces/{w}/sites/{id}/pages/{n}/retry
editor  ai        POST /workspaces/{w}/page-runs/estimate
editor  ai        POST /workspaces/{w}/page-runs
viewer  read      GET /workspaces/{w}/page-runs
viewer  read      GET /workspaces/{w}/page-runs/{id}
viewer  read      GET /workspaces/{w}/page-runs/{id}/events
editor  ai        POST /workspaces/{w}/page-runs/{id}/cancel
editor  ai        POST /workspaces/{w}/page-runs/{id}/resume
editor  ai        POST /workspaces/{w}/page-runs/{id}/pages/{n}/retry
editor  ai        GET /workspaces/{w}/page-runs/{id}/pages/{n}/text
editor  ai        POST /workspaces/{w}/page-runs/{id}/pages/{n}/accept
editor  ai        POST /workspaces/{w}/page-runs/{id}/pages/{n}/reject

admin             GET /workspaces/{w}/byok
owner             POST /workspaces/{w}/byok
owner             PUT /workspaces/{w}/byok
owner             POST /workspaces/{w}/byok/{id}/rotate
owner             PATCH /workspaces/{w}/byok/{id}
owner             DELETE /workspaces/{w}/byok/{id}
owner             POST /workspaces/{w}/byok/{id}/pause
owner             POST /workspaces/{w}/byok/{id}/resume
owner             POST /workspaces/{w}/byok/{id}/revoke
admin             GET /workspaces/{w}/audit

operator          GET /operator/clock
operator          PUT /operator/clock
operator          DELETE /operator/clock
operator          POST /operator/clock/step-to-reset
operator          GET /operator/payment-flags
operator          POST /operator/payment-flags/{id}/resolve
operator          GET /operator/search
operator          GET /operator/workspaces/{w}
operator          GET /operator/workspaces/{w}/actions
operator          PUT /operator/workspaces/{w}/plan
operator          POST /operator/workspaces/{w}/goodwill
operator          PUT /operator/workspaces/{w}/limits
operator          PUT /operator/workspaces/{w}/suspension
operator          GET /operator/actions/{id}
operator          POST /operator/actions/{id}/refund
operator          GET /operator/holds
operator          POST /operator/holds/{id}/release
operator          POST /operator/people/{id}/end-sessions
operator          GET /operator/margins
operator          GET /operator/audit
operator          POST /operator/verify
operator          GET /operator/estimates
operator          GET /operator/master-keys
operator          POST /operator/master-keys/rotate
operator          GET /operator/reports
operator          GET /operator/reports/{id}
operator          POST /operator/reports/{id}/text
operator          POST /operator/reports/{id}/answer
`;

/** The table by route, as `GET /workspaces/{w}`. */
export const accessOfRoute: ReadonlyMap<string, RouteAccess> = new Map(
  table
    .split("\n")
    .filter((line) => line !== "")
    .map((line): [string, RouteAccess] => {
      const [, to, key, route] = /^(\S+) +(?:(\w+) +)?([A-Z]+ \/\S+)$/.exec(line) ?? [];
      if (route === undefined) throw new Error(`This line of the table cannot be read: ${line}`);
      return [route, { to, ...(key === undefined ? {} : { key }) } as RouteAccess];
    }),
);

/** What answers outside the OpenAPI document: signing in, health, and pages. None of it knows a workspace. */
export const routesOutsideTheApi: readonly string[] = [
  "GET /*",
  "GET /.well-known/dokly-ledger-key.json",
  "GET /healthz",
  "GET /metrics",
  "GET /readyz",
  "GET /sandbox-checkout/:id",
  "GET /sandbox-portal/:id",
  "POST /sandbox-checkout/:id",
  "POST /sandbox-portal/:id",
  "GET /api/auth/get-session",
  "GET /api/auth/verify-email",
  "POST /api/auth/change-password",
  "POST /api/auth/request-password-reset",
  "POST /api/auth/reset-password",
  "POST /api/auth/send-verification-email",
  "POST /api/auth/sign-in/email",
  "POST /api/auth/sign-out",
  "POST /api/auth/sign-up/email",
  "POST /api/auth/two-factor/disable",
  "POST /api/auth/two-factor/enable",
  "POST /api/auth/two-factor/generate-backup-codes",
  "POST /api/auth/two-factor/verify-backup-code",
  "POST /api/auth/two-factor/verify-totp",
];
