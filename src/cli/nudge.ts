import { blocksText } from "../bot/reply.js";
import { enqueueDigests, planDigests, readDigestInputs } from "../jobs/digest.js";
import { inTransaction } from "../store/database.js";
import { longDay, parseInstant, tokyoIso } from "../time.js";
import { type Io, readArgs, UsageError, withDatabase } from "./command.js";

const OPTIONS = {
  at: { type: "string" },
  "dry-run": { type: "boolean" },
  json: { type: "boolean" },
} as const;

/** `policy-bot nudge`: what the weekly digest would ask at a time; without --dry-run the running program sends it. */
export async function runNudge(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArgs(args, OPTIONS, { min: 0, max: 0, missing: "" });
  const now = io.clock();
  const at = values.at === undefined ? now : parseInstant(values.at);
  if (at === null)
    throw new UsageError(`--at の「${values.at}」を日時として読めません。例: 2026-11-24T09:00+09:00`);
  const dryRun = values["dry-run"] === true;
  return withDatabase(io, (db) => {
    const posts = planDigests(readDigestInputs(db), at);
    const enqueued = dryRun ? 0 : inTransaction(db, () => enqueueDigests(db, posts, at, now));
    if (values.json === true) {
      const plan = posts.map((post) => ({
        department: post.department,
        platform: post.binding.platform,
        conversation: post.binding.conversation,
        goals: post.asked,
      }));
      io.out(JSON.stringify({ at: tokyoIso(at), dryRun, enqueued, posts: plan }));
      return 0;
    }
    io.out(`${longDay(at)} の週次まとめ　${posts.length}件`);
    for (const post of posts) {
      io.out(`\n→ ${post.binding.platform} ${post.binding.name ?? post.binding.conversation}`);
      io.out(blocksText(post.message.blocks));
    }
    if (!dryRun) io.out(`\n${enqueued}件を送る準備をしました。動いているプログラムが送ります。`);
    return 0;
  });
}
