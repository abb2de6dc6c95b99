import {
  actionStory,
  actionsPage,
  type MarginsQuery,
  margins,
  masterKeyStatus,
  type OperatorAuditQuery,
  operatorAuditPage,
  operatorFound,
  operatorWorkspace,
  paymentFlagList,
  runningHoldList,
  type searchSections,
} from "@dokly/contract";
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { api, apiPath } from "../api/client.ts";
import { useIntentKey } from "../api/use-intent-key.ts";

/** Everything that the console shows; after an act all of it is asked for again. */
const root = ["operator"] as const;
/** Holds come and go while one looks. */
const holdsEveryMs = 5_000;

type Parameters = Readonly<Record<string, string | number | undefined>>;

function queryText(given: Parameters): string {
  const set = Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  return new URLSearchParams(set).toString();
}

/** What fits a text: the first of each section. */
export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: [...root, "search", q],
    queryFn: ({ signal }) => api.get(`/operator/search?${queryText({ q })}`, operatorFound, { signal }),
  });

/** The rest of one section, behind what was shown of it. */
export function fetchMore(q: string, section: (typeof searchSections)[number], cursor: string) {
  return api.get(`/operator/search?${queryText({ q, section, cursor, limit: 50 })}`, operatorFound);
}

export const workspaceQuery = (workspace: string) =>
  queryOptions({
    queryKey: [...root, "workspace", workspace],
    queryFn: ({ signal }) => api.get(apiPath("operator", "workspaces", workspace), operatorWorkspace, { signal }),
  });

export const workspaceLogQuery = (workspace: string) =>
  infiniteQueryOptions({
    queryKey: [...root, "workspace", workspace, "actions"],
    queryFn: ({ pageParam, signal }) => {
      const query = queryText({ limit: 20, ...(pageParam !== "" && { cursor: pageParam }) });
      return api.get(`${apiPath("operator", "workspaces", workspace, "actions")}?${query}`, actionsPage, { signal });
    },
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export const storyQuery = (action: string) =>
  queryOptions({
    queryKey: [...root, "action", action],
    queryFn: ({ signal }) => api.get(apiPath("operator", "actions", action), actionStory, { signal }),
  });

export const holdsQuery = (seconds: number) =>
  queryOptions({
    queryKey: [...root, "holds", seconds],
    queryFn: ({ signal }) => api.get(`/operator/holds?${queryText({ seconds })}`, runningHoldList, { signal }),
    refetchInterval: holdsEveryMs,
  });

export const masterKeysQuery = queryOptions({
  queryKey: [...root, "master-keys"],
  queryFn: ({ signal }) => api.get("/operator/master-keys", masterKeyStatus, { signal }),
});

export const flagsQuery = queryOptions({
  queryKey: [...root, "flags"],
  queryFn: ({ signal }) => api.get("/operator/payment-flags", paymentFlagList, { signal }),
});

export const marginsQueryOf = (time: MarginsQuery) =>
  queryOptions({
    queryKey: [...root, "margins", time],
    queryFn: ({ signal }) => api.get(`/operator/margins?${queryText(time)}`, margins, { signal }),
  });

export type AuditFilter = Pick<OperatorAuditQuery, "act" | "by" | "workspace" | "from" | "to">;

/** The query of a filter as an address has it. */
export const auditQueryText = (filter: AuditFilter, more: Parameters = {}): string => queryText({ ...filter, ...more });

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: [...root, "audit", filter],
    queryFn: ({ pageParam, signal }) => {
      const query = auditQueryText(filter, pageParam === "" ? {} : { cursor: pageParam });
      return api.get(`/operator/audit?${query}`, operatorAuditPage, { signal });
    },
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

type Act<Schema extends z.ZodType> = {
  readonly method: "post" | "put";
  readonly path: string;
  readonly schema: Schema;
  readonly onDone: (reply: z.output<Schema>) => void;
};

/** An act of the operator. Sent again it is the same act: a second click, or a retry after a lost reply, does nothing. */
export function useAct<Schema extends z.ZodType>({ method, path, schema, onDone }: Act<Schema>) {
  const keyOf = useIntentKey();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: object) => api[method](path, body, schema, { idempotencyKey: keyOf([path, body]) }),
    onSuccess: async (reply) => {
      onDone(reply);
      await client.invalidateQueries({ queryKey: root });
    },
    // Refused since somebody was faster: what is shown is older than what is there.
    onError: () => client.invalidateQueries({ queryKey: root }),
  });
}
