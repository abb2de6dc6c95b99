import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Product, startProduct } from "./product.ts";

/** The key that the products are given; it may show nowhere. */
export const providerKey = "sk-ant-test-0123456789abcdef";

/** A product, and the port on which it expects its provider. */
export type ProviderProduct = { readonly url: string; readonly dataFolder: string; readonly providerPort: number };

export type ProviderProducts = {
  /** Answers `GET /<slot>` with the product of that slot, started when it is first asked for. */
  readonly url: string;
  stop(): Promise<void>;
};

/** Below the ports that systems give out by themselves, so that a provider that comes and goes keeps its own. */
const firstProviderPort = 21_000 + (process.pid % 5_000);

/**
 * Products with a provider for whole runs: one for each slot, which is one file at a time. A product costs seconds to
 * start, and people who sign up in it are strangers to each other.
 */
export async function serveProviderProducts(): Promise<ProviderProducts> {
  const started = new Map<number, Promise<Product>>();
  const portOf = (slot: number): number => firstProviderPort + slot;
  const productOf = (slot: number): Promise<Product> => {
    const base = `http://127.0.0.1:${portOf(slot)}`;
    const running = started.get(slot);
    if (running !== undefined) return running;
    const product = startProduct({ ANTHROPIC_API_KEY: providerKey, ANTHROPIC_BASE_URL: base });
    started.set(slot, product);
    // The next file tries again.
    product.catch(() => started.delete(slot));
    return product;
  };
  const server = createServer((request, response) => {
    const slot = Number(request.url?.slice(1));
    productOf(slot).then(
      ({ url, dataFolder }) => response.end(JSON.stringify({ url, dataFolder, providerPort: portOf(slot) })),
      (cause: unknown) => response.writeHead(500).end(String(cause)),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.close();
      const ended = [...started.values()].map(async (product) => (await product).stop());
      // One that did not start has nothing to stop.
      await Promise.allSettled(ended);
    },
  };
}
