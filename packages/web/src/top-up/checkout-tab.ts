/** A tab for the checkout, opened while the person's click still allows it. */
export type CheckoutTab = {
  /** Goes to the checkout; false where the browser did not open a tab. */
  go: (url: string) => boolean;
  /** Nothing is to be paid after all. */
  close: () => void;
};

/**
 * Opens an empty tab at once, because a browser blocks one that opens only after the server has answered. The checkout
 * learns nothing of the page that it was opened from.
 */
export function openCheckoutTab(): CheckoutTab {
  const tab = window.open("about:blank", "_blank");
  if (tab !== null) tab.opener = null;
  return {
    go: (url) => {
      if (tab === null || tab.closed) return false;
      tab.location.replace(url);
      return true;
    },
    close: () => tab?.close(),
  };
}
