import { answerTasks } from "../worker-thread.ts";
import { locateSelection, type SelectionReply, type SelectionTask } from "./locate-selection.ts";

answerTasks<SelectionTask, SelectionReply>(locateSelection);
