import { answerTasks } from "../answer-tasks.ts";
import { locateSelection, type SelectionReply, type SelectionTask } from "./locate-selection.ts";

answerTasks<SelectionTask, SelectionReply>(locateSelection);
