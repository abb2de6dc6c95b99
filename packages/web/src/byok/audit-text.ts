import type { AuditEntry } from "@dokly/contract";
import { formatDateTime, formatMoney } from "../strings/format.ts";
import { strings } from "../strings/index.ts";

const words = strings.ownKeys.audit;

/** What happened, and to which key. */
export function auditTitle({ action, ownKey }: Pick<AuditEntry, "action" | "ownKey">): string {
  return ownKey === null ? words.names[action] : words.ofKey(words.names[action], ownKey.label);
}

/** The details of a line, each with its name. Those that say nothing are left out; the export has them all. */
export function auditDetails(detail: AuditEntry["detail"]): readonly string[] {
  return Object.entries(detail).flatMap(([name, value]) => {
    const text = valueText(name, value);
    return text === "" ? [] : [words.detail(name, text)];
  });
}

function valueText(name: string, value: unknown): string {
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (typeof value === "number") return name.endsWith("Cents") ? formatMoney(value, "usd") : String(value);
  if (Array.isArray(value)) {
    const names = value.filter((each) => typeof each === "string");
    return (name === "kinds" ? names.map(strings.usage.kind) : names).join(", ");
  }
  if (typeof value !== "string") return "";
  return name === "endsAt" && !Number.isNaN(Date.parse(value)) ? formatDateTime(value) : value;
}
