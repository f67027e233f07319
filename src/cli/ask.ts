import { AnswerCache } from "../bot/answer-cache.js";
import { createHandle } from "../bot/app.js";
import type { Incoming } from "../bot/platform.js";
import { replyText } from "../bot/reply.js";
import { createPlanning } from "../jobs/planning.js";
import { loadPatterns } from "../load-patterns.js";
import { createLog } from "../log.js";
import { type Io, readArgs, withDatabase } from "./command.js";

/** The person the command line speaks as unless told otherwise: 企画課. */
const PLANNING = "企画課";

/** `policy-bot ask "/policy …"`: the same handler as in chat, printed as plain text on one page. */
export async function runAsk(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs(
    args,
    { as: { type: "string" }, channel: { type: "string" }, json: { type: "boolean" } },
    { min: 1, max: 1, missing: 'たずねることばを指定してください。例: policy-bot ask "/policy 危機管理部"' },
  );
  const config = io.config();
  return withDatabase(io, async (db) => {
    const user = values.as ?? PLANNING;
    const handle = createHandle(
      {
        db,
        clock: io.clock,
        log: createLog(config.logLevel === "info" ? "error" : config.logLevel),
        privacy: loadPatterns(config.privacyPatterns),
        // What it shares is delivered by the running program.
        kick: () => undefined,
        answers: new AnswerCache(db),
        officeLink: null,
        planning: createPlanning(db),
        adminUsers: values.as === undefined ? [...config.adminUsers, PLANNING] : config.adminUsers,
      },
      { pageSize: () => Number.POSITIVE_INFINITY },
    );
    const now = io.clock();
    const incoming: Incoming = {
      kind: "command",
      key: `cli:${now}:${process.pid}`,
      who: { id: user, name: user },
      where: {
        platform: "cli",
        conversation: values.channel ?? "",
        kind: values.channel === undefined ? "direct" : "channel",
        name: values.channel ?? null,
        thread: null,
        destination: {},
      },
      at: now,
      text: positionals[0] ?? "",
    };
    const reply = await handle(incoming);
    const text = reply === null ? "" : replyText(reply);
    io.out(values.json === true ? JSON.stringify({ text, reply }) : text);
    return 0;
  });
}
