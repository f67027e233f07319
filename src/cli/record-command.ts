import { fold } from "../domain/fold.js";
import { fiscalYearLabel, parseDate, tokyoInstant } from "../domain/time.js";
import { noteRecord, notesOfOtherYears, type RecordScope } from "../export/record.js";
import { misfitList, recordText } from "../export/record-text.js";
import { all, type Db } from "../store/database.js";
import type { Plan } from "../store/plans.js";
import { choosePlan, readYear } from "./choose-plan.js";
import { CliError, type Io, readArgs, UsageError, withDatabase } from "./command.js";
import { writeOut } from "./write-out.js";

const OPTIONS = {
  department: { type: "string" },
  goal: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  municipality: { type: "string" },
  "fiscal-year": { type: "string" },
  out: { type: "string" },
  json: { type: "boolean" },
} as const;

/**
 * `policy-bot record`: the notes of a department, or of one of its goals, with everything that makes them a record. Without
 * `--fiscal-year` the plan is the one that was current on the first day.
 */
export async function runRecord(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArgs(args, OPTIONS, { min: 0, max: 0, missing: "" });
  const name = values.department?.trim() ?? "";
  if (name === "") throw new UsageError("--department に部の名前を指定してください。");
  const from = readDay("--from", values.from);
  const to = readDay("--to", values.to);
  if (to < from) throw new UsageError("--to が --from より前の日になっています。");
  const goal = readGoal(values.goal);
  const year = readYear(values["fiscal-year"]);
  const out = values.out?.trim();
  return withDatabase(io, (db) => {
    const plan = choosePlan(db, values.municipality?.trim() ?? null, year, tokyoInstant(from));
    const scope: RecordScope = { plan, department: departmentNamed(db, plan, name), goal, from, to };
    if (goal !== null) requireGoal(db, scope, goal);
    const record = noteRecord(db, scope, io.clock());
    const content = values.json === true ? `${JSON.stringify(record, null, 2)}\n` : recordText(record);
    if (out === undefined) io.out(content.replace(/\n$/, ""));
    else {
      writeOut(io, out, content);
      io.err(`${scope.department.name}の進捗の記録 ${record.entries.length}件を ${out} に書き出しました。`);
    }
    for (const other of notesOfOtherYears(db, scope)) {
      const label = fiscalYearLabel(other.fiscalYear);
      io.err(
        `この期間には${label}の計画への報告も ${other.notes}件あります。--fiscal-year ${label} を付けて別に書き出してください。`,
      );
    }
    if (record.audit.brokenAt !== null) {
      io.err(
        `変更の記録の ${record.audit.brokenAt}番が後から書き換えられています。情報システム担当に知らせてください。`,
      );
    }
    if (record.audit.misfits.length > 0) {
      io.err(
        `変更の記録と合わない報告があります: ${misfitList(record.audit.misfits)}。情報システム担当に知らせ、控え（バックアップ）と比べてください。`,
      );
    }
    return 0;
  });
}

function readDay(option: string, text: string | undefined): string {
  const day = text === undefined ? null : parseDate(text);
  if (day === null) throw new UsageError(`${option} に日を 2026-04-01 のように指定してください。`);
  return day;
}

function readGoal(text: string | undefined): number | null {
  if (text === undefined) return null;
  const plain = text.normalize("NFKC").trim();
  if (!/^[1-9]\d{0,3}$/.test(plain))
    throw new UsageError("--goal に目標の番号を指定してください。例: --goal 3");
  return Number(plain);
}

/** By its name or another of its names; one that is no longer in the plan can still be asked for. */
function departmentNamed(db: Db, plan: Plan, name: string): RecordScope["department"] {
  const departments = all<{ id: number; name: string; aliases: string }>(
    db,
    `SELECT id, name, (SELECT json_group_array(name) FROM (
       SELECT name FROM department_alias WHERE department_id = department.id
       UNION SELECT name FROM organisation_alias WHERE organisation_id = department.organisation_id)) AS aliases FROM department WHERE plan_id = ? ORDER BY ord`,
    plan.id,
  );
  const key = fold(name);
  const called = departments.filter(({ name: own, aliases }) =>
    [own, ...(JSON.parse(aliases) as string[])].some((candidate) => fold(candidate) === key),
  );
  const found =
    called.find(({ name: own }) => fold(own) === key) ?? (called.length === 1 ? called[0] : undefined);
  if (found !== undefined) return found;
  const names = (called.length > 1 ? called : departments).map((department) => department.name).join("、");
  throw new CliError(
    `${fiscalYearLabel(plan.fiscalYear)}の計画で「${name}」がどの部か分かりません。次の名前で指定してください: ${names}`,
  );
}

function requireGoal(db: Db, { department }: RecordScope, goal: number): void {
  const numbers = all<{ number: number }>(
    db,
    "SELECT number FROM goal WHERE department_id = ? AND number IS NOT NULL ORDER BY number",
    department.id,
  ).map(({ number }) => number);
  if (numbers.includes(goal)) return;
  throw new CliError(
    numbers.length === 0
      ? `${department.name}に重点目標はありません。`
      : `${department.name}に重点目標${goal}はありません。番号は ${numbers[0]} から ${numbers.at(-1)} までです。`,
  );
}
