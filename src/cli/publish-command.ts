import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { publicPlan } from "../export/site/site-data.js";
import { sitePages } from "../export/site/site-pages.js";
import { choosePlan, readYear } from "./choose-plan.js";
import { CliError, type Io, readArgs, UsageError, withDatabase } from "./command.js";

const OPTIONS = {
  out: { type: "string" },
  municipality: { type: "string" },
  "fiscal-year": { type: "string" },
} as const;

/** What an earlier run wrote, and nothing else, is replaced. */
const OURS = /^(?:index\.html|department-\d{2,}\.html|progress\.(?:json|csv))$/u;

/** `policy-bot publish --out DIR`: the public site of what is confirmed and marked 公表可. */
export async function runPublish(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArgs(args, OPTIONS, { min: 0, max: 0, missing: "" });
  const { out } = values;
  if (out === undefined) throw new UsageError("書き出すフォルダーを --out 公表 のように指定してください。");
  const year = readYear(values["fiscal-year"]);
  return withDatabase(io, async (db) => {
    const plan = choosePlan(db, values.municipality ?? null, year, io.clock());
    const published = publicPlan(db, plan, io.clock());
    const files = await sitePages(published);
    writeSite(out, files);
    const reports = published.departments.flatMap(({ goals }) =>
      goals.flatMap((goal) => goal.reports),
    ).length;
    io.err(`${out} に ${files.length}個のファイルを書き出しました（公表可の報告 ${reports}件）。`);
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
    for (const { name, content } of files) writeFileSync(path.join(folder, name), content);
  } catch (error) {
    if (error instanceof CliError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new CliError(`${folder} に書き出せませんでした（${code}）。フォルダーと権限を確かめてください。`);
  }
}
