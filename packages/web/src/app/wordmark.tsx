import { Link } from "@tanstack/react-router";
import { strings } from "../strings/index.ts";

/** The product's sign and name, leading home. */
export function Wordmark({ compact = false }: { compact?: boolean }) {
  return (
    <Link to="/" className="dokly-wordmark" aria-label={strings.app.name}>
      <img src="/icon.svg" width={24} height={24} alt="" />
      {compact ? null : strings.app.name}
    </Link>
  );
}
