import { operatorFound, type searchSections } from "@dokly/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "../api/client.ts";
import { consoleKey, queryText } from "./console-request.ts";

/** What fits a text: the first of each section. */
export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: [...consoleKey, "search", q],
    queryFn: ({ signal }) => api.get(`/operator/search?${queryText({ q })}`, operatorFound, { signal }),
  });

/** The rest of one section, behind what was shown of it. */
export function fetchMore(q: string, section: (typeof searchSections)[number], cursor: string) {
  return api.get(`/operator/search?${queryText({ q, section, cursor, limit: 50 })}`, operatorFound);
}
