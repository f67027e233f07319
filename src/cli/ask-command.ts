import { createHandle } from "../bot/app.js";
import { AnswerCache } from "../bot/context.js";
import { PLANNING, readAsked } from "../bot/platforms/cli/incoming.js";
import { PAGE_SIZE, renderReply } from "../bot/platforms/cli/render.js";
import { createPlanning } from "../jobs/planning.js";
import { loadPatterns } from "../load-patterns.js";
import { createLog } from "../log.js";
import { type Io, readArgs, withDatabase } from "./command.js";

/** `policy-bot ask "/policy …"`: the same handler as in chat, printed as plain text on one page. */
export async function runAsk(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs(
    args,
    { as: { type: "string" }, channel: { type: "string" }, json: { type: "boolean" } },
    { min: 1, max: 1, missing: 'たずねることばを指定してください。例: policy-bot ask "/policy 危機管理部"' },
  );
  const config = io.config();
  return withDatabase(io, async (db) => {
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
      { pageSize: () => PAGE_SIZE },
    );
    const reply = await handle(
      readAsked({
        text: positionals[0] ?? "",
        as: values.as,
        channel: values.channel,
        now: io.clock(),
      }),
    );
    io.out(renderReply(reply, values.json === true ? "json" : "text"));
    return 0;
  });
}
