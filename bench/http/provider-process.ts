import { startAnthropicTestServer } from "../../test-servers/anthropic/server.ts";

// The AI provider's stand-in as a process of its own: what it and Dokly take of the CPU is told apart.
const server = await startAnthropicTestServer();
process.send?.(server.url);
process.on("disconnect", () => process.exit(0));
