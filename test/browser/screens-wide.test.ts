import { describeScreens } from "./helpers/screens.ts";

describeScreens(1280);
