import { notifications } from "@mantine/notifications";
import { errorSentence } from "../api/error-sentence.ts";
import { announce } from "../app/announcer.tsx";

/** Says that something is done, to eyes and to screen readers. */
export function sayDone(text: string): void {
  notifications.show({ message: text, color: "evergreen" });
  announce(text);
}

/** Says what stands in the way, where nothing has failed. */
export function sayWarning(text: string): void {
  notifications.show({ message: text, color: "yellow", autoClose: 10_000 });
  announce(text);
}

/** Says why something was refused or failed, and leaves it standing long enough to be read. */
export function sayError(error: unknown): void {
  const text = errorSentence(error);
  notifications.show({ message: text, color: "red", autoClose: 10_000 });
  announce(text);
}
