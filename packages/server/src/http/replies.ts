import { problem } from "@dokly/contract";
import type { z } from "zod";

/** A JSON reply of a route, for its OpenAPI description. */
export function jsonReply<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** A JSON body of a route. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { "application/json": { schema } } };
}

/** A body that may be left out: then it is like an empty one. */
export function optionalBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: false, content: { "application/json": { schema } } };
}

/** Every refusal of every route, as problem details. */
export const problemReplies = {
  default: {
    description: "A problem, told by its `code`",
    content: { "application/problem+json": { schema: problem } },
  },
} as const;

/** An instant as the wire writes it. */
export function toInstant(at: Date): string {
  return at.toISOString();
}
