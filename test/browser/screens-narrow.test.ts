import { describeScreens } from "./helpers/screens.ts";

describeScreens(390);
