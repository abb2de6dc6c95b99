import { posix } from "node:path";
import { importsOf, lineAt } from "./source-files.mjs";

/** Which package may know which: the arrows of the architecture. */
const arrows = {
  credits: [],
  contract: [],
  server: ["credits", "contract"],
  web: ["contract"],
};

const advice = {
  "credits→contract": "The engine does not know the wire: convert in packages/server.",
  "credits→server": "The engine is a guest in any product: pass what it needs into createCredits.",
  "credits→web": "The engine draws nothing: what the app computes belongs in packages/web.",
  "contract→credits":
    "The contract is what goes over the wire, without logic: rules about credits belong in packages/credits/src/domain.",
  "contract→server": "The contract is shared with browsers: what the server does belongs in packages/server.",
  "contract→web": "The contract knows neither side: what the app shows belongs in packages/web.",
  "server→web":
    "The server serves the built app from packages/web/dist and imports nothing of it; what both need belongs in packages/contract.",
  "web→credits":
    "The app learns of credits over HTTP: shapes belong in packages/contract, rules in packages/credits/src/domain.",
  "web→server": "The app learns of the server over HTTP: shapes belong in packages/contract.",
};

/** Only product sources are held: tests may reach for what they test. */
const productFile = /^packages\/([^/]+)\/src\/(?!.*\.test\.tsx?$)/;

/** No product source imports against the arrows, by name or by path. */
export function checkArrows(sources) {
  return sources.flatMap((source) => {
    const name = productFile.exec(source.path)?.[1];
    if (name === undefined || source.code === null) return [];
    return importsOf(source).flatMap(({ from, start }) => {
      const target = packageOf(source.path, from);
      if (target === null || target === name || arrows[name]?.includes(target)) return [];
      const reason =
        advice[`${name}→${target}`] ??
        `${target} is no package of the product: move what is needed into the package that uses it.`;
      return [
        `${source.path}:${lineAt(source.text, start)} imports ${from}, an arrow from ${name} to ${target}. ${reason}`,
      ];
    });
  });
}

/** The package that an import leads to; null for the package's own files and for what npm brings. */
function packageOf(path, from) {
  const named = /^@dokly\/([^/]+)/.exec(from);
  if (named !== null) return named[1];
  if (!from.startsWith(".")) return null;
  const [top = "", second = ""] = posix.join(posix.dirname(path), from).split("/");
  return top === "packages" ? second : top;
}
