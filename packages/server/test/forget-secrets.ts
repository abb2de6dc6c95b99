import { forgetSecrets } from "./suite-secrets.ts";

// Runs before each test file.
forgetSecrets();
