import { createServer } from "node:http";

/** A span as a collector of OpenTelemetry receives it. */
export type CollectedSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly linkedTraces: readonly string[];
  readonly isError: boolean;
};

/** A collector that keeps what it is sent, over real HTTP. */
export type OtlpTestServer = {
  /** Without /v1/traces. */
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  /** The bodies as they came, and the headers of the first. */
  readonly bodies: readonly string[];
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  close(): Promise<void>;
};

type WireValue = { readonly stringValue?: string; readonly intValue?: number | string; readonly doubleValue?: number };
type WireSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes?: readonly { readonly key: string; readonly value: WireValue }[];
  readonly links?: readonly { readonly traceId: string }[];
  readonly status?: { readonly code?: number };
};
type WireBody = {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[] }[];
};

const errorStatus = 2;

function fromWire({ parentSpanId, attributes = [], links = [], status, ...span }: WireSpan): CollectedSpan {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: parentSpanId === undefined || parentSpanId === "" ? null : parentSpanId,
    name: span.name,
    attributes: Object.fromEntries(
      attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue ?? value.doubleValue)]),
    ),
    linkedTraces: links.map(({ traceId }) => traceId),
    isError: status?.code === errorStatus,
  };
}

export async function startOtlpTestServer(): Promise<OtlpTestServer> {
  const spans: CollectedSpan[] = [];
  const bodies: string[] = [];
  let headers: OtlpTestServer["headers"] = {};
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      if (request.method !== "POST" || request.url !== "/v1/traces") return void response.writeHead(404).end();
      if (bodies.length === 0) headers = request.headers;
      bodies.push(body);
      const { resourceSpans } = JSON.parse(body) as WireBody;
      spans.push(
        ...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans.map(fromWire))),
      );
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    bodies,
    get headers() {
      return headers;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
