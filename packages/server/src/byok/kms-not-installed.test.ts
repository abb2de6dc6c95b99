import { randomBytes } from "node:crypto";
import { expect, test, vi } from "vitest";
import { kmsMasterKey } from "./kms-master-key.ts";

// An installation without the optional packages.
vi.mock("@aws-sdk/client-kms", () => {
  throw new Error("Cannot find package '@aws-sdk/client-kms'");
});

test("where AWS's package is not installed, a master key at AWS KMS says so, and how to install it", async () => {
  const key = kmsMasterKey("arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");
  const binding = { bytes: Buffer.from("test"), context: { purpose: "test" } };
  await expect(key.wrap(randomBytes(32), binding)).rejects.toMatchObject({
    code: "kms-not-installed",
    message: expect.stringContaining("npm install without --omit=optional"),
  });
});
