import type { TopUpRequest } from "@dokly/contract";
import { expect, test } from "vitest";
import { lastRequestOf, openRequests } from "./requests.ts";

const request = (id: string, member: string, createdAt: string, state: TopUpRequest["state"]): TopUpRequest => ({
  id,
  member: { id: member, name: member },
  credits: 50,
  priceCents: 50,
  currency: "usd",
  note: "",
  state,
  createdAt,
  decidedAt: null,
  decidedBy: null,
});
const requests = [
  request("1", "edda", "2026-11-20T09:00:00Z", "dismissed"),
  request("2", "edda", "2026-11-21T09:00:00Z", "open"),
  request("3", "emil", "2026-11-20T12:00:00Z", "open"),
];

test("somebody's last request is their newest, whatever became of it", () => {
  expect(lastRequestOf(requests, "edda")?.id).toBe("2");
  expect(lastRequestOf(requests.slice(0, 1), "edda")?.state).toBe("dismissed");
  expect(lastRequestOf(requests, "vera")).toBeNull();
});

test("of the open requests the one that waits longest comes first", () => {
  expect(openRequests(requests).map(({ id }) => id)).toEqual(["3", "2"]);
});
