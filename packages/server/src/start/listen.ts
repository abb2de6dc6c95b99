import { createServer, type RequestListener, type Server } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { StartError } from "./start-error.ts";

/** A bound port. Until the application is there, requests are told to come back. */
export type Listener = {
  readonly server: Server;
  readonly port: number;
  serve(listener: RequestListener): void;
};

const explanations: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) =>
    `Port ${port} of ${host} is taken by another program. ` +
    `Stop that program, or choose another port: PORT=${port + 1} npm start.`,
  EACCES: (_host, port) => `This user may not listen on port ${port}. Choose one above 1023 with PORT.`,
  EADDRNOTAVAIL: (host) => `HOST is ${host}, which is no address of this machine.`,
  ENOTFOUND: (host) => `HOST is ${host}, which is no name of this machine.`,
};

/**
 * Proxies keep idle connections for a minute, as nginx and the load balancers of clouds do. Who ends them has to be the
 * proxy: a request that it sends into a connection which ends at that instant fails, and is sent again only where it
 * changes nothing.
 */
const keepAliveMs = 75_000;

/**
 * Binds the port before anything else is started, so that a taken one is told at once.
 * @throws StartError with a sentence for the person who starts the server
 */
export function listen(host: string, port: number): Promise<Listener> {
  let current: RequestListener = (_request, response) => {
    response.writeHead(503, { "content-type": "text/plain; charset=utf-8", "retry-after": "1" });
    response.end("Dokly is starting.\n");
  };
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    // A connection whose last request ends while the server stops is not waited for.
    response.once("close", () => {
      if (!server.listening) server.closeIdleConnections();
    });
    current(request, response);
  });
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const explain = explanations[cause.code ?? ""];
      const message = explain?.(host, port) ?? `The server can not listen on ${host}:${port}: ${cause.message}.`;
      reject(new StartError(message, { cause }));
    });
    server.listen({ host, port }, () => {
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      resolve({
        server,
        port: bound,
        serve: (listener) => {
          current = listener;
        },
      });
    });
  });
}

/**
 * How long running requests may go on when the server stops: at most `graceMs`, and no longer once `hurry` is aborted.
 */
export type StopPatience = { readonly graceMs: number; readonly hurry?: AbortSignal };

/** Takes no more connections and waits for the requests that run; those still running when patience ends are cut. */
export async function closeListener(server: Server, { graceMs, hurry }: StopPatience): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const cut = (): void => server.closeAllConnections();
  server.closeIdleConnections();
  const timer = setTimeout(cut, graceMs);
  hurry?.addEventListener("abort", cut);
  if (hurry?.aborted) cut();
  await closed;
  hurry?.removeEventListener("abort", cut);
  clearTimeout(timer);
}

/** Waits, unless there is hurry. */
export async function waitUnhurried(ms: number, hurry?: AbortSignal): Promise<void> {
  await wait(ms, undefined, hurry === undefined ? {} : { signal: hurry }).catch(() => undefined);
}
