import { planReorganisation } from "../bot/features/lineage/planned-reorganisation.js";
import { reorganisationWords } from "../bot/features/lineage/reorganisation-view.js";
import { parseDay } from "../domain/time.js";
import { runReorganisations } from "../jobs/reorganising.js";
import type { Db } from "../store/database.js";
import {
  decideReorganisation,
  findReorganisation,
  listReorganisations,
  withdrawReorganisation,
} from "../store/reorganisations.js";
import { askYes } from "./ask-person.js";
import { choosePlan } from "./choose-plan.js";
import { CliError, type Io, readArgs, UsageError, withDatabase } from "./command.js";

const OPTIONS = {
  on: { type: "string" },
  before: { type: "string" },
  after: { type: "string" },
  reason: { type: "string" },
  withdraw: { type: "string" },
  municipality: { type: "string" },
  "dry-run": { type: "boolean" },
  yes: { type: "boolean" },
  json: { type: "boolean" },
} as const;

/**
 * `policy-bot reorganise`: 機構改革 with a date. Without options it lists what is decided; with `--before` it shows what would come of
 * one and decides it; `--withdraw` takes back one whose day has not come.
 */
export async function runReorganise(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArgs(args, OPTIONS, { min: 0, max: 0, missing: "" });
  const names = (text: string | undefined): string[] => (text ?? "").split(/[、,，]/u);
  if (values.before === undefined && (values.after ?? values.on) !== undefined)
    throw new UsageError("--before で対象の部を指定してください。");
  return withDatabase(io, async (db) => {
    const { municipalityId } = choosePlan(db, values.municipality?.trim() ?? null, null, io.clock());
    if (values.withdraw !== undefined) return withdraw(db, io, municipalityId, values.withdraw);
    if (values.before === undefined) return list(db, io, municipalityId, values.json === true);
    const on = parseDay(values.on ?? "");
    const planned = planReorganisation(
      db,
      {
        municipalityId,
        on,
        before: names(values.before),
        after: names(values.after),
        reason: values.reason ?? "",
      },
      io.clock(),
    );
    if (planned.kind === "problem") throw new CliError(planned.message);
    const json = values.json === true;
    if (!json) for (const line of [reorganisationWords(planned.decided), ...planned.effects]) io.out(line);
    const agreed =
      values["dry-run"] !== true &&
      (values.yes === true || (!json && io.interactive && (await askYes("登録しますか。"))));
    const now = io.clock();
    if (agreed) {
      decideReorganisation(db, planned.decided, { actor: "cli", at: now, via: "cli" });
      // Where its day has come, it holds at once.
      runReorganisations(db, now);
    }
    if (json) io.out(JSON.stringify({ applied: agreed, ...planned.decided, effects: planned.effects }));
    else
      io.out(
        agreed
          ? "登録しました。"
          : "確かめただけで、登録していません。登録するときは --yes を付けてください。",
      );
    return 0;
  });
}

function withdraw(db: Db, io: Io, municipalityId: number, number: string): number {
  const found = /^\d{1,15}$/u.test(number) ? findReorganisation(db, Number(number)) : null;
  if (found === null || found.municipalityId !== municipalityId)
    throw new CliError(`番号 ${number} の機構改革はありません。番号は policy-bot reorganise で見られます。`);
  if (!withdrawReorganisation(db, found.id, { actor: "cli", at: io.clock(), via: "cli" }))
    throw new CliError("この機構改革は、すでに行われたため取り消せません。");
  io.out(`取り消しました: ${reorganisationWords(found)}`);
  return 0;
}

function list(db: Db, io: Io, municipalityId: number, json: boolean): number {
  const known = listReorganisations(db, municipalityId);
  if (json) io.out(JSON.stringify({ reorganisations: known }));
  else if (known.length === 0) io.out("登録されている機構改革はありません。");
  else
    for (const each of known)
      io.out(
        `${each.id}　${each.doneAt === null ? "予定" : "済み"}　${reorganisationWords(each)}（${each.reason}）`,
      );
  return 0;
}
