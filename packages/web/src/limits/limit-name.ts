import type { UsageLimit } from "@dokly/contract";
import { strings } from "../strings/index.ts";

const words = strings.limits.list;

/** What a limit counts, as `Ada Admin · Translate` or `Everybody · Generate page`. */
export function limitName({ member, kind }: Pick<UsageLimit, "member" | "kind">): string {
  return `${member?.name ?? words.everybody} · ${kind === null ? words.everything : strings.usage.kind(kind)}`;
}
