import { type OperatorAuditQuery, operatorAuditPage } from "@dokly/contract";
import { infiniteQueryOptions } from "@tanstack/react-query";
import { api } from "../api/client.ts";
import { consoleKey, queryText } from "./console-request.ts";

export type AuditFilter = Pick<OperatorAuditQuery, "act" | "by" | "workspace" | "from" | "to">;

/** The query of a filter as an address has it. */
export const auditQueryText = (filter: AuditFilter, more: Parameters<typeof queryText>[0] = {}): string =>
  queryText({ ...filter, ...more });

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: [...consoleKey, "audit", filter],
    queryFn: ({ pageParam, signal }) => {
      const query = auditQueryText(filter, pageParam === "" ? {} : { cursor: pageParam });
      return api.get(`/operator/audit?${query}`, operatorAuditPage, { signal });
    },
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
