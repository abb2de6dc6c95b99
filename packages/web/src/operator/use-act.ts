import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { api } from "../api/client.ts";
import { isProblem } from "../api/problem.ts";
import { useIntentKey } from "../api/use-intent-key.ts";
import { sayError } from "../settings/notices.ts";
import { consoleKey } from "./console-request.ts";

type Act<Schema extends z.ZodType> = {
  readonly method: "post" | "put";
  readonly path: string;
  readonly schema: Schema;
  readonly onDone: (reply: z.output<Schema>) => void;
};

/**
 * An act of the operator. Sent again it is the same act: a second click, or a retry after a lost reply, does nothing
 * more.
 */
export function useAct<Schema extends z.ZodType>({ method, path, schema, onDone }: Act<Schema>) {
  const keyOf = useIntentKey();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: object) => api[method](path, body, schema, { idempotencyKey: keyOf([path, body]) }),
    onSuccess: async (reply) => {
      onDone(reply);
      await client.invalidateQueries({ queryKey: consoleKey });
    },
    // Refused since somebody was faster: what is shown is older than what is there.
    onError: async (error) => {
      // The form begins anew then, with what is there.
      if (isProblem(error, "action-changed")) sayError(error);
      await client.invalidateQueries({ queryKey: consoleKey });
    },
  });
}
