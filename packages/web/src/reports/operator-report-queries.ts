import {
  operatorReport,
  operatorReportPage,
  type ReportAnswerBody,
  type ReportsQuery,
  reportedText,
} from "@dokly/contract";
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, apiPath } from "../api/client.ts";
import { sayDone, sayError } from "../settings/notices.ts";
import { strings } from "../strings/index.ts";

const words = strings.reports.answerForm;
const listKey = ["operator", "reports"] as const;
const keyOf = (id: string) => ["operator", "report", id] as const;
const pathOf = (id: string) => apiPath("operator", "reports", id);

/** New reports come while one looks. */
const askEveryMs = 15_000;
/** A refund whose server died is finished by another within half a minute. */
const underwayEveryMs = 3_000;

export type QueueSearch = { readonly state: NonNullable<ReportsQuery["state"]>; readonly q?: string | undefined };

/** The operator's queue, page by page. */
export const reportQueueQuery = ({ state, q }: QueueSearch) =>
  infiniteQueryOptions({
    queryKey: [...listKey, state, q ?? ""],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ state, ...(q && { q }), ...(pageParam !== "" && { cursor: pageParam }) });
      return api.get(`${apiPath("operator", "reports")}?${query}`, operatorReportPage, { signal });
    },
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: askEveryMs,
  });

/** What was reported of an action, the latest first; also what was taken back. */
export const reportsOfActionQuery = (action: string) =>
  queryOptions({
    queryKey: [...listKey, "of-action", action],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ state: "all", q: action });
      return api.get(`${apiPath("operator", "reports")}?${query}`, operatorReportPage, { signal });
    },
  });

export const operatorReportQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id),
    queryFn: ({ signal }) => api.get(pathOf(id), operatorReport, { signal }),
    refetchInterval: ({ state }) => (state.data?.report.state === "refunding" ? underwayEveryMs : false),
  });

/** Answers a report. The number of answers that were seen makes a second click the same one. */
export function useAnswerReport(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ReportAnswerBody) => api.post(`${pathOf(id)}/answer`, body, operatorReport),
    onSuccess: (told) => {
      client.setQueryData(keyOf(id), told);
      const credits = told.report.answers.at(-1)?.credits ?? 0;
      sayDone(credits === 0 ? words.declined : words.refunded(credits));
    },
    // Somebody was faster, or it is on its way: what stands now is shown.
    onError: (error) => {
      sayError(error);
      void client.invalidateQueries({ queryKey: keyOf(id) });
    },
    onSettled: () => client.invalidateQueries({ queryKey: listKey }),
  });
}

/** Reads what the action wrote; the audit notes it. */
export function useReportedText(id: string) {
  return useMutation({ mutationFn: () => api.post(`${pathOf(id)}/text`, {}, reportedText) });
}
