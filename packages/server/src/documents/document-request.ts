import { documentBytesMax } from "@dokly/contract";
import type { HonoRequest } from "hono";
import { ProblemError } from "../http/problem-error.ts";
import { requirePath } from "./document-refusals.ts";

/**
 * The document's path in `/workspaces/{w}/documents/{path}`, from the address as it was sent: folders are separated by
 * slashes, everything else may be percent-encoded, and decoding happens exactly once.
 */
export function documentPathIn(request: HonoRequest, suffix = ""): string {
  const { pathname } = new URL(request.url);
  const start = pathname.indexOf("/documents/") + "/documents/".length;
  const encoded = pathname.slice(start, pathname.length - suffix.length);
  let path: string;
  try {
    path = decodeURIComponent(encoded);
  } catch {
    throw new ProblemError("malformed-request", "The path in the address is not percent-encoded UTF-8.");
  }
  requirePath(path);
  return path;
}

/** What a change stands on: nothing being there, or one version. Without either, 428. */
export function preconditionOf(request: HonoRequest): { type: "create" } | { type: "version"; version: string } {
  const ifNoneMatch = request.header("if-none-match");
  const version = versionIn(request.header("if-match"));
  if (ifNoneMatch?.trim() === "*" && version === null) return { type: "create" };
  if (version !== null && ifNoneMatch === undefined) return { type: "version", version };
  throw new ProblemError(
    "precondition-required",
    'Send If-Match: "<version>" with the version you read, or If-None-Match: * to make a new page.',
  );
}

/** The version in an If-Match header: one ETag, with or without quotes; null for none or `*`. */
export function versionIn(header: string | undefined): string | null {
  return /^(?:W\/)?"?([A-Za-z0-9_-]{1,200})"?$/.exec(header?.trim() ?? "")?.[1] ?? null;
}

const mediaTypesTaken = new Set(["text/markdown", "text/x-markdown", "text/plain", "application/octet-stream"]);

/** The bytes of a page that is sent: Markdown as UTF-8, at most 2 MB. */
export async function pageBytesIn(request: HonoRequest): Promise<Uint8Array> {
  const contentType = request.header("content-type") ?? "application/octet-stream";
  const [mediaType = "", ...parameters] = contentType
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const charset = parameters
    .find((parameter) => parameter.startsWith("charset="))
    ?.slice(8)
    .replaceAll('"', "");
  if (!mediaTypesTaken.has(mediaType) || (charset !== undefined && charset !== "utf-8" && charset !== "utf8")) {
    throw new ProblemError("media-type-not-supported", `A page is text/markdown in UTF-8, not ${contentType}.`);
  }
  const sentence = `A page holds at most ${documentBytesMax.toLocaleString("en")} bytes.`;
  return await bytesIn(request, documentBytesMax, sentence);
}

/** The body of a request; refuses `too-large` as soon as it is known to be longer, however it is sent. */
export async function bytesIn(request: HonoRequest, bytesMax: number, sentence: string): Promise<Uint8Array> {
  if (Number(request.header("content-length") ?? "0") > bytesMax) throw new ProblemError("too-large", sentence);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.raw.body ?? []) {
    length += part.length;
    if (length > bytesMax) throw new ProblemError("too-large", sentence);
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}
