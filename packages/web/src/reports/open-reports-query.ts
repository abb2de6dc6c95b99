import { operatorReportPage } from "@dokly/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "../api/client.ts";

/** New reports come while one looks. */
const askEveryMs = 15_000;

/** How many reports wait for an answer; asked anew with the queue. */
export const openReportsQuery = queryOptions({
  queryKey: ["operator", "reports", "waiting"],
  queryFn: async ({ signal }) => (await api.get("/operator/reports?limit=1", operatorReportPage, { signal })).open,
  refetchInterval: askEveryMs,
});
