import { afterAll, afterEach, beforeAll, inject } from "vitest";
import { type AnthropicTestServer, startAnthropicTestServer } from "../../../test-servers/anthropic/server.ts";
import type { ProviderProduct } from "./provider-products.ts";

/**
 * A product whose provider is the Anthropic stand-in, reached through the official SDK. The stand-in is the file's own;
 * the product goes on to the next file.
 */
export function useProvider(): {
  readonly url: string;
  readonly dataFolder: string;
  readonly anthropic: AnthropicTestServer;
} {
  let anthropic: AnthropicTestServer | undefined;
  let product: ProviderProduct | undefined;
  beforeAll(async () => {
    const found = await fetch(`${inject("providerProducts")}/${process.env["VITEST_POOL_ID"] ?? 1}`);
    if (!found.ok) throw new Error(await found.text());
    product = (await found.json()) as ProviderProduct;
    anthropic = await startAnthropicTestServer({ port: product.providerPort });
  });
  afterEach(() => anthropic?.reset());
  afterAll(() => anthropic?.close());
  const started = <Part>(part: Part | undefined): Part => {
    if (part === undefined) throw new Error("The provider is there inside tests and hooks");
    return part;
  };
  return {
    get url() {
      return started(product).url;
    },
    get dataFolder() {
      return started(product).dataFolder;
    },
    get anthropic() {
      return started(anthropic);
    },
  };
}
