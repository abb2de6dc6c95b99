import { useNetwork } from "@mantine/hooks";
import { strings } from "../strings/index.ts";

/** What concerns every page stands above it: today that the device is offline. */
export function Banners() {
  const { online } = useNetwork();
  if (online) return null;
  return (
    <div className="dokly-banner" role="status">
      {strings.app.banners.offline}
    </div>
  );
}
