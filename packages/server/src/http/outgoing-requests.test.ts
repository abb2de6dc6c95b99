import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/**
 * Everything that the server sends to somebody else, by the file that makes the client, and where that file's address
 * comes from. None is told by a person, a page or a model: so no request can be made to go where they want. A new
 * place fails here until somebody has said where its address comes from.
 */
const places: Readonly<Record<string, { readonly reaches: string; readonly address: string }>> = {
  "server/src/ai/anthropic-provider.ts": {
    reaches: "@anthropic-ai/sdk",
    address: `baseURL: settings.baseUrl ?? "https://api.anthropic.com"`,
  },
  "server/src/byok/try-secret.ts": {
    reaches: "@anthropic-ai/sdk",
    address: `baseURL: baseUrl ?? "https://api.anthropic.com"`,
  },
  "server/src/byok/kms-master-key.ts": {
    reaches: "@aws-sdk/client-kms",
    address: `keyArn.exec(arn)?.groups?.["region"]`,
  },
  "server/src/payments/stripe/stripe-client.ts": { reaches: "stripe", address: "addressOf(apiUrl)" },
  "server/src/accounts/mailer.ts": { reaches: "nodemailer", address: "url: smtpUrl" },
  "server/src/tracing/otlp-tracing.ts": {
    reaches: "@opentelemetry/exporter-trace-otlp-http",
    address: "/v1/traces`, headers",
  },
};

/** Every value that becomes such an address, where it is read from the environment, and where it is handed on. */
const origins: Readonly<Record<string, readonly string[]>> = {
  "server/src/configuration/read-settings.ts": [
    "baseUrl: values.ANTHROPIC_BASE_URL",
    "smtpUrl: values.SMTP_URL",
    "apiUrl: values.STRIPE_API_URL",
    "const endpoint = values.OTEL_EXPORTER_OTLP_ENDPOINT",
  ],
  "server/src/create-writing.ts": ["baseUrl: anthropic?.baseUrl ?? null"],
};

/** Packages that send nothing by themselves, or only to the database of the configuration. */
const quiet = new Set([
  "@dokly/contract",
  "@dokly/credits",
  "@hono/node-server",
  "@hono/zod-openapi",
  "@opentelemetry/api",
  "@opentelemetry/resources",
  "@opentelemetry/sdk-trace",
  "@zxcvbn-ts/language-common",
  "better-auth",
  "fflate",
  "gpt-tokenizer",
  "harper.js",
  "hono",
  "kysely",
  "pg",
  "pino",
  "prom-client",
  "remark-gfm",
  "remark-parse",
  "unified",
  "zod",
]);
/** Parts of Node that can reach out, and where they only listen or look at an address. */
const nodeNetwork = new Set(["dgram", "dns", "dns/promises", "http", "http2", "https", "inspector", "net", "tls"]);
const listeners: Readonly<Record<string, readonly string[]>> = {
  "server/src/embedded-postgres/cluster-address.ts": ["createServer"],
  "server/src/http/client-address.ts": ["BlockList", "isIP"],
  "server/src/http/preset-headers.ts": ["ServerResponse"],
  "server/src/configuration/address-rules.ts": ["isIP"],
  "server/src/start/listen.ts": ["createServer"],
};

const packages = new URL("../../../", import.meta.url);
const sources = new Map(
  ["server", "credits", "contract"].flatMap((name) =>
    readdirSync(new URL(`${name}/src/`, packages), { recursive: true, encoding: "utf8" })
      .map((path) => `${name}/src/${path.replaceAll("\\", "/")}`)
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
      .map((path): [string, string] => [path, readFileSync(new URL(path, packages), "utf8")]),
  ),
);
const withoutComments = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
const nameOf = (specifier: string) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

/** What a file loads when it runs: names of values, and the module that they are from. */
function loadedBy(text: string): readonly { readonly values: string; readonly from: string }[] {
  const code = withoutComments(text);
  const static_ = [...code.matchAll(/^(?:import|export) (?!type )([^;]*?) ?from "([^"]+)"/gm)];
  const bare = [...code.matchAll(/^import "([^"]+)"/gm)].map(([all, from]) => [all, "", from]);
  const dynamic = [...code.matchAll(/(?<!typeof )\b(?:import|require)\("([^"]+)"\)/g)].map(([all, from]) => [
    all,
    "*",
    from,
  ]);
  return [...static_, ...bare, ...dynamic].map(([, values = "", from = ""]) => ({ values, from }));
}

test("every package that a file loads is known to be quiet, or its place is listed", () => {
  expect(sources.size).toBeGreaterThan(200);
  const found: Record<string, string> = {};
  for (const [path, text] of sources) {
    for (const { from } of loadedBy(text)) {
      if (from.startsWith(".") || from.startsWith("node:") || quiet.has(nameOf(from))) continue;
      // Types and errors of Stripe are used in many files; a client is made in one.
      if (from === "stripe" && !/new Stripe\(/.test(text)) continue;
      found[path] = nameOf(from);
    }
  }
  delete found["server/src/ai/anthropic-failure.ts"];
  expect(found).toEqual(Object.fromEntries(Object.entries(places).map(([path, { reaches }]) => [path, reaches])));
  expect(sources.get("server/src/ai/anthropic-failure.ts")).not.toContain("new Anthropic(");
});

test("of Node's own network no file uses more than listening and the reading of addresses", () => {
  const found: Record<string, string[]> = {};
  for (const [path, text] of sources) {
    for (const { values, from } of loadedBy(text)) {
      if (!from.startsWith("node:") || !nodeNetwork.has(from.slice("node:".length))) continue;
      const names = values.replaceAll(/[{}]/g, "").split(",");
      found[path] = names.map((name) => name.trim()).filter((name) => name !== "" && !name.startsWith("type "));
    }
  }
  expect(found).toEqual(listeners);
});

test("nothing calls fetch or opens a socket of the web's kind, but the sample month, which asks this server", () => {
  const calls =
    /(?<![.\w#"'`-])fetch\s*\((?!\w+: )|globalThis\.fetch|=\s*fetch\b|\bnew (?:WebSocket|EventSource|XMLHttpRequest)\b/;
  expect([...sources].filter(([, text]) => calls.test(withoutComments(text))).map(([path]) => path)).toEqual([
    "server/src/seed/api-client.ts",
  ]);
  const clients = [...sources].filter(([, text]) => loadedBy(text).some(({ from }) => from.endsWith("/api-client.ts")));
  expect(clients.map(([path]) => path)).toEqual(["server/src/seed/sample-month.ts"]);
  const players = [...sources].filter(([, text]) => text.includes("playSampleMonth("));
  expect(players.map(([path]) => path).sort()).toEqual(["server/src/main.ts", "server/src/seed/sample-month.ts"]);
  expect(sources.get("server/src/main.ts")).toContain("playSampleMonth(configuration.publicUrl,");
});

test("each address is the configuration's", () => {
  for (const [path, { address }] of Object.entries(places)) expect(sources.get(path), path).toContain(address);
  for (const [path, told] of Object.entries(origins)) {
    for (const one of told) expect(sources.get(path), path).toContain(one);
  }
  // Nobody else makes up a value for one of them.
  const given = /(?<!readonly )\b(?:baseUrl|baseURL|smtpUrl|apiUrl|endpoint): (?!string\b)([^,;\n]+)/g;
  const elsewhere = [...sources]
    .filter(([path]) => !(path in places) && !(path in origins))
    .flatMap(([path, text]) => [...withoutComments(text).matchAll(given)].map((match) => `${path}: ${match[0]}`));
  expect(elsewhere).toEqual([
    // Where this server's own links lead to: nothing is sent there.
    "server/src/accounts/auth.ts: baseURL: settings.publicUrl",
  ]);
});
