/** One server-sent event; `data` is sent as JSON. */
export type StreamedEvent = { readonly event: string; readonly data: unknown; readonly id?: string };

/** A comment now and then keeps proxies from closing a quiet stream. */
const keepAliveMs = 15_000;

const encoder = new TextEncoder();

let openCount = 0;

/** How many replies of this process stream events now. */
export function openEventStreams(): number {
  return openCount;
}

function encode({ event, data, id }: StreamedEvent): Uint8Array {
  const name = id === undefined ? "" : `id: ${id}\n`;
  return encoder.encode(`${name}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

/**
 * A reply that streams events until they end or the reader leaves; `onLeave` is called when it left. An error while
 * streaming closes the stream without more: the head has been sent, and a half-told event must not look like an
 * end.
 */
export function eventStream(
  events: AsyncIterable<StreamedEvent>,
  options: { headers?: Record<string, string>; onLeave?: () => void } = {},
): Response {
  const iterator = events[Symbol.asyncIterator]();
  let keepAlive: NodeJS.Timeout | null = null;
  let isOpen = true;
  openCount += 1;
  const stop = (): void => {
    if (keepAlive !== null) clearInterval(keepAlive);
    if (isOpen) openCount -= 1;
    isOpen = false;
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      keepAlive = setInterval(() => controller.enqueue(encoder.encode(": still here\n\n")), keepAliveMs);
      controller.enqueue(encoder.encode(": events follow\n\n"));
    },
    async pull(controller) {
      try {
        const next = await iterator.next();
        if (next.done !== true) return controller.enqueue(encode(next.value));
        stop();
        controller.close();
      } catch (error) {
        stop();
        controller.error(error);
      }
    },
    async cancel() {
      stop();
      options.onLeave?.();
      await iterator.return?.();
    },
  });
  const headers = {
    "content-type": "text/event-stream",
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
  };
  return new Response(body, { status: 200, headers: { ...headers, ...options.headers } });
}
