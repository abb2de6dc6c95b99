import type { MasterKeyStatus } from "@dokly/contract";

/** What an operator has to know of a master key; the words for each are in `strings.masterKeys`. */
export function masterKeyState(
  { name, isInRing, ownKeys }: MasterKeyStatus["masterKeys"][number],
  primary: string | null,
): "missing" | "primary" | "inUse" | "free" {
  if (!isInRing) return "missing";
  if (name === primary) return "primary";
  return ownKeys === 0 ? "free" : "inUse";
}
