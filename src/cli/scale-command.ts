import { fiscalYearLabel } from "../domain/time.js";
import { readSource } from "../import/decode.js";
import { ImportError } from "../import/document.js";
import { parseScale, replaceScale } from "../import/scale-file.js";
import { choosePlan, readYear } from "./choose-plan.js";
import { type Io, readArgs, withDatabase } from "./command.js";

const OPTIONS = { municipality: { type: "string" }, "fiscal-year": { type: "string" } } as const;

/** `policy-bot scale FILE`: a municipality's own words for the states. */
export async function runScale(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs(args, OPTIONS, {
    min: 1,
    max: 1,
    missing: "状態の段階を書いたファイルを指定してください。",
  });
  const year = readYear(values["fiscal-year"]);
  const source = readSource(positionals[0] ?? "");
  if (source.kind === "xlsx") {
    throw new ImportError(
      `${source.name}: 状態の段階はテキストか CSV のファイルに「A,順調」のように書いてください。`,
    );
  }
  const levels = parseScale(source.text);
  return withDatabase(io, (db) => {
    const plan = choosePlan(db, values.municipality ?? null, year, io.clock());
    replaceScale(db, plan.id, levels, { actor: "cli", at: io.clock(), via: "cli" });
    io.out(`${plan.municipality} ${fiscalYearLabel(plan.fiscalYear)} の状態の段階を変えました。`);
    for (const level of levels) io.out(`  ${level.letter ?? "－"}　${level.label}`);
    return 0;
  });
}
