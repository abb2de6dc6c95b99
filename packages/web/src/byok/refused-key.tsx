import { Alert } from "@mantine/core";
import { CircleAlert } from "lucide-react";
import { errorSentence } from "../api/error-sentence.ts";

/** Why a key was not taken, where the form stands that it was typed in. */
export function RefusedKey({ title, error }: { title: string; error: unknown }) {
  return (
    <Alert color="red" variant="light" role="alert" title={title} icon={<CircleAlert size={18} aria-hidden />}>
      {errorSentence(error)}
    </Alert>
  );
}
