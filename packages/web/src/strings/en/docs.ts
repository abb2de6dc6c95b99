/** The pages of the documentation that come with the app, in their order. */
export const docs = {
  title: "Documentation",
  pages: {
    running: "Running Dokly",
    "ai-actions": "AI actions",
    "ai-credits": "AI credits",
    billing: "Plans, periods and payments",
    ledger: "How the ledger works",
    byok: "Own keys",
    operating: "Operating Dokly",
    "http-api": "HTTP API",
    performance: "Performance",
    security: "Security",
    glossary: "Glossary",
  },
  open: "Documentation",
  failed: "This page could not be loaded",
};
