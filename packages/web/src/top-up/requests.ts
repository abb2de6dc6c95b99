import type { TopUpRequest } from "@dokly/contract";

/** Somebody's newest request; null where they never asked. */
export function lastRequestOf(requests: readonly TopUpRequest[], member: string): TopUpRequest | null {
  const own = requests.filter((request) => request.member.id === member);
  return own.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))[0] ?? null;
}

/** The requests that nobody has decided about, the oldest first: who waits longest stands on top. */
export function openRequests(requests: readonly TopUpRequest[]): readonly TopUpRequest[] {
  const open = requests.filter(({ state }) => state === "open");
  return open.toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
}
