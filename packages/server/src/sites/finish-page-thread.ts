import { answerTasks } from "../ai/answer-tasks.ts";
import { type FinishTask, finishPage } from "./finish-page.ts";

answerTasks<FinishTask, string>(finishPage);
