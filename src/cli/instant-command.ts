import { addDays, parseDate, tokyoDate, tokyoInstant, tokyoIso } from "../domain/time.js";
import { type Difference, differenceOf, differenceSentence } from "../export/instants/difference.js";
import { type Db, inTransaction } from "../store/database.js";
import { fixInstant, listInstants } from "../store/instants.js";
import type { Plan } from "../store/plans.js";
import { chooseInstant, choosePlan, readYear } from "./choose-plan.js";
import { CliError, type Io, readArgs, UsageError, withDatabase } from "./command.js";
import { writeOut } from "./write-out.js";

const OPTIONS = {
  at: { type: "string" },
  compare: { type: "string" },
  municipality: { type: "string" },
  "fiscal-year": { type: "string" },
  out: { type: "string" },
  json: { type: "boolean" },
} as const;

/**
 * `policy-bot instant`: the 時点 of a plan; with a name and `--at` a new one; with `--compare` what changed between two, on the
 * screen or as a workbook.
 */
export async function runInstant(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs(args, OPTIONS, { min: 0, max: 1, missing: "" });
  const [name] = positionals;
  if (name === undefined && (values.at ?? values.compare) !== undefined) {
    throw new UsageError("時点の名前を指定してください。例: policy-bot instant 9月末 --at 2026-09-30");
  }
  const year = readYear(values["fiscal-year"]);
  return withDatabase(io, async (db) => {
    const plan = choosePlan(db, values.municipality ?? null, year, io.clock());
    if (name === undefined) return list(db, plan, io, values.json === true);
    if (values.at !== undefined) return fix(db, plan, io, name, values.at);
    const from = chooseInstant(db, plan, name);
    const other = values.compare ?? "今";
    const to = other === "今" ? null : chooseInstant(db, plan, other);
    const [first, second] = to !== null && to.at < from.at ? [to, from] : [from, to];
    const difference = differenceOf(db, plan, first, second, io.clock());
    if (values.out === undefined) {
      io.out(values.json === true ? JSON.stringify(shown(difference)) : differenceSentence(difference));
      return 0;
    }
    const { differenceXlsx } = await import("../export/instants/difference-xlsx.js");
    writeOut(io, values.out, await differenceXlsx(difference));
    io.err(`${values.out} に違いを書き出しました。`);
    return 0;
  });
}

function list(db: Db, plan: Plan, io: Io, json: boolean): number {
  const instants = listInstants(db, plan.id);
  if (json) {
    io.out(
      JSON.stringify(
        instants.map(({ name, at, madeAt }) => ({ name, at: tokyoIso(at), madeAt: tokyoIso(madeAt) })),
      ),
    );
  } else if (instants.length === 0) {
    io.out("固定した時点はまだありません。policy-bot instant 9月末 --at 2026-09-30 で固定できます。");
  } else {
    for (const { name, at, madeAt } of instants)
      io.out(`${name}　${tokyoIso(at).slice(0, 16).replace("T", " ")} の内容（${tokyoDate(madeAt)} に固定）`);
  }
  return 0;
}

function fix(db: Db, plan: Plan, io: Io, name: string, day: string): number {
  const now = io.clock();
  const date = parseDate(day);
  if (date === null) throw new UsageError(`--at の「${day}」を日付として読めません。例: 2026-09-30`);
  if (date > tokyoDate(now))
    throw new CliError("これから先の日は固定できません。その日が終わってから、やり直してください。");
  const at = date === tokyoDate(now) ? now : tokyoInstant(addDays(date, 1)) - 1;
  const act = { actor: "cli", at: now, via: "cli" };
  const fixed = inTransaction(db, () => fixInstant(db, { planId: plan.id, name, at }, act));
  if (fixed === null) throw new CliError(`「${name}」という時点は、もうあります。別の名前を付けてください。`);
  io.out(
    `時点「${fixed.name}」を固定しました（${tokyoIso(fixed.at).slice(0, 16).replace("T", " ")} の内容）。`,
  );
  return 0;
}

const shown = ({ from, to, states, notes, goals }: Difference) => ({
  from: { name: from.name, at: tokyoIso(from.at) },
  to: { name: to.name, at: tokyoIso(to.at) },
  states,
  notes: notes.map((step) => ({ ...step, saidAt: tokyoIso(step.saidAt) })),
  goals,
});
