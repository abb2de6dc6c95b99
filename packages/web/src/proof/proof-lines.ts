import type { Verification } from "@dokly/contract";
import { strings } from "../strings/index.ts";

const words = strings.proof.checks;

/**
 * What was checked, as sentences.
 *
 * @param available whole credits that the meter shows now; undefined while it loads
 */
export function proofLines({ checked, head }: Verification, available: number | undefined): readonly string[] {
  const isAsShown = available === undefined || available === head.available;
  return [
    words.chain(checked.transfers),
    words.lots(checked.lots),
    words.holds(checked.holds),
    isAsShown ? words.available(head.available) : words.availableMoved(head.available),
  ];
}

/** A fingerprint in groups of eight, so that two can be compared by eye. */
export function grouped(hash: string): string {
  return hash.replaceAll(/(.{8})(?=.)/g, "$1 ");
}
