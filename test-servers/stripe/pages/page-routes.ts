import type { Portals } from "../objects/portal.ts";
import type { World } from "../world.ts";
import { authenticateAtPage, authenticationPage, invoicePage, payInvoiceAtPage } from "./billing-pages.ts";
import { checkoutPage, payAtPage } from "./checkout-page.ts";
import { htmlPage, type PageReply } from "./page.ts";
import { changeCardAtPortal, portalPage } from "./portal-page.ts";

/** What a browser asks the server for; null where the path is none of the pages. */
export function answerPage(
  world: World,
  portals: Portals,
  request: { readonly method: string; readonly url: URL; readonly body: string },
): PageReply | null {
  const [, kind, id = ""] = request.url.pathname.split("/");
  const isPost = request.method === "POST";
  const form = new URLSearchParams(request.body);
  for (const [name, value] of request.url.searchParams) form.append(name, value);
  switch (kind) {
    case "checkout":
      return isPost ? payAtPage(world, id, form) : checkoutPage(world, id);
    case "invoices":
      return isPost ? payInvoiceAtPage(world, id, form) : invoicePage(world, id);
    case "authenticate":
      return isPost ? authenticateAtPage(world, id, form) : authenticationPage(world, id);
    case "portal":
      return isPost ? changeCardAtPortal(world, portals, id, form) : portalPage(world, portals, id);
    case "receipts":
      return { status: 200, html: htmlPage(`Receipt of ${id}`, "") };
    default:
      return null;
  }
}
