import { app } from "./en/app.ts";
import { billing } from "./en/billing.ts";
import { demo } from "./en/demo.ts";
import { docs } from "./en/docs.ts";
import { documents } from "./en/documents.ts";
import { editor } from "./en/editor.ts";
import { generate } from "./en/generate.ts";
import { limits } from "./en/limits.ts";
import { masterKeys } from "./en/master-keys.ts";
import { operator } from "./en/operator.ts";
import { operatorConsole } from "./en/operator-console.ts";
import { ownKeys } from "./en/own-keys.ts";
import { pageRuns } from "./en/page-runs.ts";
import { problems } from "./en/problems.ts";
import { proof } from "./en/proof.ts";
import { receipt } from "./en/receipt.ts";
import { reports } from "./en/reports.ts";
import { security } from "./en/security.ts";
import { settings } from "./en/settings.ts";
import { sites } from "./en/sites.ts";
import { topUp } from "./en/top-up.ts";
import { usage } from "./en/usage.ts";

/** Every text of the app by area. Another language is another object of this shape. */
export const strings = {
  app,
  billing,
  demo,
  docs,
  documents,
  editor,
  generate,
  limits,
  masterKeys,
  operator,
  operatorConsole,
  ownKeys,
  pageRuns,
  problems,
  proof,
  receipt,
  reports,
  security,
  settings,
  sites,
  topUp,
  usage,
};
