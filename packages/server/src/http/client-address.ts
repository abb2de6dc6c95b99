import { BlockList, isIP } from "node:net";
import type { Context } from "hono";

/**
 * The address of the client: the socket's, or, when that is a trusted proxy, the last address in X-Forwarded-For that
 * is not. Anybody can write that header, so that it counts from trusted proxies only.
 */
export function clientAddressOf(c: Context, trustedProxies: readonly string[]): string {
  const socketAddress = withoutMapping(socketAddressOf(c.env));
  const trusted = blockListOf(trustedProxies);
  let address = socketAddress;
  const forwarded = (c.req.header("x-forwarded-for") ?? "").split(",").map((part) => withoutMapping(part.trim()));
  while (isIn(trusted, address)) {
    const next = forwarded.pop();
    if (next === undefined || isIP(next) === 0) break;
    address = next;
  }
  return address;
}

function socketAddressOf(bindings: unknown): string {
  const incoming = property(bindings, "incoming");
  const address = property(property(incoming, "socket"), "remoteAddress");
  return typeof address === "string" ? address : "0.0.0.0";
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && name in value ? Reflect.get(value, name) : undefined;
}

/** `::ffff:127.0.0.1` is 127.0.0.1. */
function withoutMapping(address: string): string {
  return address.startsWith("::ffff:") && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}

function blockListOf(proxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [network = "", bits] = proxy.split("/");
    const family = isIP(network) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(bits), family);
  }
  return list;
}

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? "ipv6" : "ipv4");
}
