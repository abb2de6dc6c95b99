import type { BrowserServer } from "playwright-core";
import type { TestProject } from "vitest/node";
import { serveChromium } from "./helpers/chromium.ts";
import { type Product, startProduct } from "./helpers/product.ts";
import { type ProviderProducts, serveProviderProducts } from "./helpers/provider-products.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The product with the demo writer, started once for all files. */
    productUrl: string;
    /** Where its data lies. */
    productData: string;
    /** Where products with a provider are got. */
    providerProducts: string;
    /** One Chromium for all files, to connect to. */
    chromiumEndpoint: string;
  }
}

let product: Product | undefined;
let providerProducts: ProviderProducts | undefined;
let chromium: BrowserServer | undefined;

/** Runs once before the browser tests: the product from its build with the demo writer, and one Chromium. */
export async function setup(project: TestProject): Promise<void> {
  try {
    product = await startProduct();
    providerProducts = await serveProviderProducts();
    chromium = await serveChromium();
  } catch (cause) {
    await teardown();
    throw cause;
  }
  project.provide("productUrl", product.url);
  project.provide("productData", product.dataFolder);
  project.provide("providerProducts", providerProducts.url);
  project.provide("chromiumEndpoint", chromium.wsEndpoint());
}

export async function teardown(): Promise<void> {
  await Promise.all([product?.stop(), providerProducts?.stop(), chromium?.close()]);
}
