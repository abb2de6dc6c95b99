/** Who a share of the server's time belongs to. */
export type Layer =
  | "HTTP parsing"
  | "sockets"
  | "HTTP framework"
  | "access"
  | "validation"
  | "routes"
  | "credit engine"
  | "PostgreSQL driver"
  | "logging"
  | "metrics"
  | "garbage collection"
  | "Node itself";

/** The first that fits, by the path of a module in the bundle. */
const ofModules: readonly (readonly [RegExp, Layer])[] = [
  [/packages\/credits\/|packages\\credits\\/, "credit engine"],
  [/packages\/server\/src\/(?:logging\/|http\/request-context)/, "logging"],
  [/node_modules\/(?:pino|sonic-boom|safe-stable-stringify|@pinojs)/, "logging"],
  [/packages\/server\/src\/metrics\/|node_modules\/(?:prom-client|tdigest|bintrees)/, "metrics"],
  [/packages\/server\/src\/(?:api-keys\/|http\/(?:access|identify|caller))/, "access"],
  [/packages\/contract\/|node_modules\/(?:zod\/|@hono\/zod|hono\/dist\/validator)/, "validation"],
  [/node_modules\/(?:pg|pg-[a-z]+|postgres-[a-z]+|kysely)\//, "PostgreSQL driver"],
  [/node_modules\/(?:hono|@hono)\/|packages\/server\/src\/(?:http\/|web-app\/|start\/)/, "HTTP framework"],
  [/packages\/server\//, "routes"],
];

export function layerOfModule(module: string): Layer {
  return ofModules.find(([shape]) => shape.test(module))?.[1] ?? "routes";
}

/** Node's own modules that are HTTP and the Fetch API; what else is Node's counts for who called it. */
const httpOfNode = /^node:(?:_http_|http$|internal\/(?:http|webstreams\/|deps\/undici))/;
/** Sockets of HTTP and of PostgreSQL alike. */
const socketsOfNode = /^node:(?:net$|stream|_stream|internal\/(?:net|stream_base_commons|streams\/))/;

/** The layer of a function that says it by itself; null where its module or its caller does. */
export function layerOfNode({ functionName, url }: { functionName: string; url: string }): Layer | null {
  if (functionName === "(garbage collector)") return "garbage collection";
  if (httpOfNode.test(url)) return "HTTP parsing";
  if (socketsOfNode.test(url)) return "sockets";
  return null;
}
