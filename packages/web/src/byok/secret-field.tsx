import { ownKeySecret } from "@dokly/contract";
import { TextInput } from "@mantine/core";
import { type RefObject, useRef, useState } from "react";
import { strings } from "../strings/index.ts";

type SecretHolder = {
  readonly field: RefObject<HTMLInputElement | null>;
  /** The secret, for the one request that carries it; the field is empty from then on. */
  readonly take: () => string;
  /** Whether something was typed that can be a key; else it is said beside the field. */
  readonly check: () => boolean;
  readonly error: string | null;
};

/** A secret that lives in its field alone, never in the state of the app. */
export function useSecret(): SecretHolder {
  const field = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string | null>(null);
  return {
    field,
    error,
    take: () => {
      const secret = (field.current?.value ?? "").trim();
      if (field.current !== null) field.current.value = "";
      return secret;
    },
    check: () => {
      const isRight = ownKeySecret.safeParse(field.current?.value ?? "").success;
      setError(isRight ? null : strings.ownKeys.connect.secretWrong);
      return isRight;
    },
  };
}

/** Where a key is pasted. It is never shown, and the browser is asked not to keep it. */
export function SecretField({ secret, label, hint }: { secret: SecretHolder; label: string; hint?: string }) {
  return (
    <TextInput
      ref={secret.field}
      type="password"
      label={label}
      description={hint}
      error={secret.error}
      autoComplete="new-password"
      autoCapitalize="off"
      spellCheck={false}
    />
  );
}
