import { type FoundAction, operatorFound, operatorSearchQuery, searchSections } from "@dokly/contract";
import { isCreditsError, workspaceOfId } from "@dokly/credits";
import { createRoute } from "@hono/zod-openapi";
import { operatorOnly } from "../http/access.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import { readWorkspaceNames } from "./operator-request.ts";
import { createSearchStore, type FoundRow } from "./search-store.ts";

const searchRoute = createRoute({
  method: "get",
  path: "/operator/search",
  summary: "Find workspaces, people, actions and pages",
  middleware: operatorOnly(),
  request: { query: operatorSearchQuery },
  responses: { 200: jsonReply(operatorFound, "What was found"), ...problemReplies },
});

type Section = (typeof searchSections)[number];

function cursorOf(section: Section, key: readonly string[]): string {
  return Buffer.from(JSON.stringify([section, ...key])).toString("base64url");
}

function readCursor(section: Section, cursor: string | undefined): readonly string[] | null {
  if (cursor === undefined) return null;
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Array.isArray(read) && read.length === 3 && read.every((part) => typeof part === "string")) {
      const [of, ...key] = read;
      if (of === section) return key;
    }
  } catch {
    // Told below.
  }
  throw new ProblemError("validation-failed", "cursor: none that this section of the search has given.");
}

/** One row more than a page shows whether there is another. */
function toPage<Item>(section: Section, rows: readonly FoundRow<Item>[], limit: number) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? cursorOf(section, last.key) : null;
  return { items: shown.map(({ item }) => item), nextCursor };
}

/** GET /operator/search. */
export function registerOperatorSearch(api: Router, services: Services): void {
  const { credits, pool } = services;
  const store = createSearchStore({ pool });

  async function readAction(id: string): Promise<(Omit<FoundAction, "workspace"> & { workspace: string }) | null> {
    const workspace = workspaceOfId("act", id);
    if (workspace === null) return null;
    try {
      const { action } = await credits.getAction({ workspace, action: id });
      return { id, workspace, kind: action.kind, status: action.status, startedAt: toInstant(action.startedAt) };
    } catch (error) {
      if (isCreditsError(error, "action-not-found") || isCreditsError(error, "workspace-not-found")) return null;
      throw error;
    }
  }

  /** By the id of an action or its hold, of a request to the provider, or of a request to this server. */
  async function findActions(q: string): Promise<readonly FoundAction[]> {
    const byHold = q.startsWith("hold_") ? [`act_${q.slice("hold_".length)}`] : [];
    const byRequest = q.startsWith("act_") || q.startsWith("hold_") ? [] : await findByRequest(q);
    const ids = new Set([q, ...byHold, ...byRequest]);
    const found = (await Promise.all([...ids].map(readAction))).filter((action) => action !== null);
    const nameOf = await readWorkspaceNames(
      services,
      found.map(({ workspace }) => workspace),
    );
    return found.map((action) => ({ ...action, workspace: nameOf(action.workspace) }));
  }

  async function findByRequest(requestId: string): Promise<readonly string[]> {
    // No request id is shorter, or has a space in it; most of what is looked for is none.
    if (!/^[\w.-]{8,200}$/.test(requestId)) return [];
    const [ours, theirs] = await Promise.all([store.findByRequest(requestId), credits.findActions({ requestId })]);
    return [...ours, ...theirs.map(({ action }) => action)];
  }

  api.openapi(searchRoute, async (c) => {
    const { q, section, cursor, limit } = c.req.valid("query");
    if (cursor !== undefined && section === undefined) {
      throw new ProblemError("validation-failed", `cursor: say of which section (${searchSections.join(", ")}).`);
    }
    const find = async <Item>(
      of: Section,
      look: (asked: {
        q: string;
        after: readonly string[] | null;
        limit: number;
      }) => Promise<readonly FoundRow<Item>[]>,
    ) => {
      if (section !== undefined && section !== of) return { items: [], nextCursor: null };
      return toPage(of, await look({ q, after: readCursor(of, cursor), limit: limit + 1 }), limit);
    };
    const [actions, workspaces, people, pages] = await Promise.all([
      section === undefined ? findActions(q) : [],
      find("workspaces", store.findWorkspaces),
      find("people", store.findPeople),
      find("pages", store.findPages),
    ]);
    return c.json({ actions: [...actions], workspaces, people, pages }, 200);
  });
}
