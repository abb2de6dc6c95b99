import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

export type BufferingProxy = { readonly url: string; close(): Promise<void> };

/**
 * A proxy as some companies have one: it hands every reply on once it is complete. A stream of events never is, so that
 * not even its head arrives.
 */
export async function startBufferingProxy(target: string): Promise<BufferingProxy> {
  const { hostname, port, host } = new URL(target);
  const server = createServer((asked, answer) => {
    const { method, url: path, headers } = asked;
    const onwards = request({ hostname, port, method, path, headers: { ...headers, host } }, (reply) => {
      const pieces: Buffer[] = [];
      reply.on("data", (piece: Buffer) => pieces.push(piece));
      reply.on("end", () => answer.writeHead(reply.statusCode ?? 502, reply.headers).end(Buffer.concat(pieces)));
      reply.on("error", () => answer.destroy());
    });
    onwards.on("error", () => answer.destroy());
    answer.on("close", () => onwards.destroy());
    asked.pipe(onwards);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
