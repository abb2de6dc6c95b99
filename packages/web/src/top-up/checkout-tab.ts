import type { TopUpOrder } from "@dokly/contract";

/**
 * Begins an order, whose checkout opens in a tab of its own; where the browser opens none, the order names its address.
 * The tab is there at once, because a browser blocks one that opens only after the server has answered, and closes
 * again where nothing is to be paid. The checkout learns nothing of the page that it was opened from.
 */
export async function inCheckoutTab(begin: () => Promise<TopUpOrder>): Promise<TopUpOrder> {
  const tab = window.open("about:blank", "_blank");
  if (tab !== null) tab.opener = null;
  try {
    const order = await begin();
    if (order.checkoutUrl === null) tab?.close();
    else if (tab?.closed === false) tab.location.replace(order.checkoutUrl);
    return order;
  } catch (error) {
    tab?.close();
    throw error;
  }
}
