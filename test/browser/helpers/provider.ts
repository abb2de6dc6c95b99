import { afterAll, afterEach, beforeAll } from "vitest";
import { type AnthropicTestServer, startAnthropicTestServer } from "../../../test-servers/anthropic/server.ts";
import { type Product, startProduct } from "./product.ts";

/** The key that the product is given; it may show nowhere. */
export const providerKey = "sk-ant-test-0123456789abcdef";

/** A product of the file's own whose provider is the Anthropic stand-in, reached through the official SDK. */
export function useProvider(): {
  readonly url: string;
  readonly dataFolder: string;
  readonly anthropic: AnthropicTestServer;
} {
  let anthropic: AnthropicTestServer | undefined;
  let product: Product | undefined;
  beforeAll(async () => {
    anthropic = await startAnthropicTestServer();
    product = await startProduct({ ANTHROPIC_API_KEY: providerKey, ANTHROPIC_BASE_URL: anthropic.url });
  });
  afterEach(() => anthropic?.reset());
  afterAll(async () => {
    await product?.stop();
    await anthropic?.close();
  });
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
