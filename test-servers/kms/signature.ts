import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

export type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string };

/** A request as it came over the wire. */
export type SignedRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

const authorization = new RegExp(
  "^AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/kms/aws4_request, " +
    "SignedHeaders=([\\w;-]+), Signature=([0-9a-f]{64})$",
);
const skewMs = 300_000;
const needed = ["host", "x-amz-date", "x-amz-target", "content-type"];

const sha256 = (bytes: string | Buffer): string => createHash("sha256").update(bytes).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

function instantOf(stamp: string): number {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp) ?? [];
  return Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
}

/**
 * AWS's error where the Signature Version 4 of a request is not right: computed anew from every byte of it, with the
 * secret key that the caller should have. Null where it is.
 */
export function findSignatureFault(
  { method, path, headers, body }: SignedRequest,
  { credentials, region, now }: { credentials: Credentials; region: string; now: Date },
): string | null {
  const given = authorization.exec(headers.authorization ?? "");
  if (given === null) return "MissingAuthenticationTokenException";
  const [, accessKeyId = "", day = "", signedRegion = "", names = "", signature = ""] = given;
  if (accessKeyId !== credentials.accessKeyId) return "UnrecognizedClientException";
  const signed = names.split(";");
  const stamp = String(headers["x-amz-date"]);
  const isFresh = Math.abs(instantOf(stamp) - now.getTime()) <= skewMs;
  if (!needed.every((name) => signed.includes(name)) || !stamp.startsWith(day)) return "IncompleteSignature";
  if (signedRegion !== region || !isFresh) return "InvalidSignatureException";
  const lines = signed.map((name) => `${name}:${String(headers[name]).trim().replaceAll(/ +/g, " ")}\n`).join("");
  const canonical = [method, path, "", lines, names, sha256(body)].join("\n");
  const scope = `${day}/${region}/kms/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", stamp, scope, sha256(canonical)].join("\n");
  const key = [region, "kms", "aws4_request"].reduce(hmac, hmac(`AWS4${credentials.secretAccessKey}`, day));
  const right = hmac(key, toSign);
  return timingSafeEqual(right, Buffer.from(signature, "hex")) ? null : "InvalidSignatureException";
}
