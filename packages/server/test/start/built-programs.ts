import { fileURLToPath } from "node:url";

const built = (name: string): string => fileURLToPath(new URL(`../../dist/bundle/${name}.js`, import.meta.url));

/**
 * The programs of the product as people run them, which are up to date when tests begin. Their modules are few: they
 * start in a third of the time that the sources take.
 */
export const serverProgram = built("main");
export const commandProgram = built("dokly");
