import type { Router } from "./router.ts";

/** GET /openapi.json: the API as OpenAPI 3.1, made from the routes and the contract's schemas. */
export function registerOpenApi(api: Router, version: string): void {
  api.openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "dokly.session_token",
    description: "Set by POST /api/auth/sign-in/email. Changes need an Origin of this server.",
  });
  api.openAPIRegistry.registerComponent("securitySchemes", "apiKey", {
    type: "http",
    scheme: "bearer",
    description: "An API key (dk_…) of one workspace, with scopes.",
  });
  api.doc31("/openapi.json", {
    openapi: "3.1.0",
    info: {
      title: "Dokly",
      version,
      description: "Documents, AI actions and credits. Errors are RFC 9457 problem details with a stable code.",
    },
    servers: [{ url: "/api/v1" }],
    security: [{ session: [] }, { apiKey: [] }],
  });
}
