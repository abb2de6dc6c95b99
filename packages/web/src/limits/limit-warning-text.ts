import type { LimitWarning } from "@dokly/contract";
import { strings } from "../strings/index.ts";

const words = strings.limits.warning;

/** Which soft limit an action could go above, and how far it is used. Estimates are one's own: so is a member's. */
export function limitWarningText({ member, kind, credits, used, reserved }: LimitWarning): string {
  const what = kind === null ? strings.limits.list.everything : strings.usage.kind(kind);
  const figures = strings.limits.list.usage(used, credits, reserved);
  return member === null ? words.all(what, figures) : words.own(what, figures);
}
