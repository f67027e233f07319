import { writeFileSync } from "node:fs";
import { test } from "vitest";
import { blocksText, replyText } from "../src/bot/reply.js";
import { DAY } from "../src/domain/time.js";
import { listPlanGoals } from "../src/store/goals.js";
import { blocksOf, Conversation } from "./kit/conversation.js";
import { importText, NOW, note, temporaryDatabase } from "./kit/plan-store.js";
import { WARD } from "./kit/ward.js";
SETUP
