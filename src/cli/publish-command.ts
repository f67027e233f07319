import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type PublicGoal, publicPlan } from "../export/site/site-data.js";
import { sitePages } from "../export/site/site-pages.js";
import { loadPatterns } from "../load-patterns.js";
import { choosePlan, readYear } from "./choose-plan.js";
import { CliError, type Io, readArgs, UsageError, withDatabase } from "./command.js";

const OPTIONS = {
  out: { type: "string" },
  municipality: { type: "string" },
  "fiscal-year": { type: "string" },
} as const;

/** What an earlier run wrote, and nothing else, is replaced. */
const OURS =
  /^(?:index\.html|department-\d{2,}\.html|progress\.json|(?:progress|evaluations|indicators|levels)\.csv)$/u;

/** `policy-bot publish --out DIR`: the public site of what is confirmed and marked 公表可. */
export async function runPublish(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArgs(args, OPTIONS, { min: 0, max: 0, missing: "" });
  const { out } = values;
  if (out === undefined) throw new UsageError("書き出すフォルダーを --out 公表 のように指定してください。");
  const year = readYear(values["fiscal-year"]);
  return withDatabase(io, async (db) => {
    const plan = choosePlan(db, values.municipality ?? null, year, io.clock());
    const patterns = loadPatterns(io.config().privacyPatterns);
    const { published, leftOut } = publicPlan(db, plan, io.clock(), patterns);
    const files = await sitePages(published);
    writeSite(out, files);
    const goals = published.departments.flatMap((department) => department.goals);
    const count = (of: (goal: PublicGoal) => readonly unknown[]): number => goals.flatMap(of).length;
    io.err(
      `${out} に ${files.length}個のファイルを書き出しました（公表可の報告 ${count((goal) => goal.reports)}件、` +
        `評価 ${count((goal) => goal.evaluations)}件）。`,
    );
    for (const { where, what, why } of leftOut)
      io.err(
        `載せませんでした: ${where} の${what}に、${why === "name" ? "人の名前" : "個人情報"}と思われる記載があります。` +
          "直してもらい、もう一度確認（公表可）を受けてください。",
      );
    return 0;
  });
}

function writeSite(folder: string, files: Awaited<ReturnType<typeof sitePages>>): void {
  try {
    mkdirSync(folder, { recursive: true });
    const foreign = readdirSync(folder).filter((name) => !OURS.test(name));
    if (foreign.length > 0) {
      throw new CliError(
        `${folder} に別のファイル（${foreign[0]} など）があります。空のフォルダーか、前に書き出したフォルダーを指定してください。`,
      );
    }
    // What an earlier run wrote goes first: a department that is gone must not leave its page behind.
    for (const name of readdirSync(folder)) rmSync(path.join(folder, name));
    for (const { name, content } of files) writeFileSync(path.join(folder, name), content);
  } catch (error) {
    if (error instanceof CliError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new CliError(`${folder} に書き出せませんでした（${code}）。フォルダーと権限を確かめてください。`);
  }
}
