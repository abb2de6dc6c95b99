export * from "./actions.ts";
export * from "./ai.ts";
export * from "./credits.ts";
export * from "./documents.ts";
export * from "./primitives.ts";
export * from "./problem.ts";
export * from "./top-ups.ts";
export * from "./workspaces.ts";
