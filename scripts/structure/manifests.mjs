import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const versioned = ["dependencies", "devDependencies", "optionalDependencies"];

/** The engine brings nothing into another's product, and every version is pinned. */
export function checkManifests(root) {
  const packages = existsSync(join(root, "packages")) ? readdirSync(join(root, "packages")) : [];
  const paths = ["package.json", ...packages.map((name) => `packages/${name}/package.json`)].filter((path) =>
    existsSync(join(root, path)),
  );
  return paths.flatMap((path) => {
    const manifest = JSON.parse(readFileSync(join(root, path), "utf8"));
    const loose = versioned.flatMap((group) =>
      Object.entries(manifest[group] ?? {})
        .filter(([, version]) => !/^(npm:(@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
        .map(
          ([name, version]) =>
            `${path} asks for ${name} ${version}. Pin the exact version, so that every clone is the same.`,
        ),
    );
    const dependencies = Object.keys(manifest.dependencies ?? {});
    if (path !== "packages/credits/package.json" || dependencies.length === 0) return loose;
    return [
      ...loose,
      `${path} depends on ${dependencies.join(", ")}. The engine has no runtime dependencies: make it an optional peer, or write the few lines.`,
    ];
  });
}
