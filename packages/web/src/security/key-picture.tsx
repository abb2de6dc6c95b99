import { encode } from "uqr";
import { strings } from "../strings/index.ts";
import classes from "./security.module.css";

/** An `otpauth://` address as a QR code, drawn here: the key goes to no server for it. */
export function KeyPicture({ address }: { address: string }) {
  const { data, size } = encode(address, { border: 0 });
  const squares = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])));
  return (
    <svg
      className={classes["picture"]}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={strings.security.factor.picture}
      shapeRendering="crispEdges"
    >
      <path d={squares.join("")} fill="#000" />
    </svg>
  );
}
