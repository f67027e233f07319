import {
  chargesFrom,
  type Division,
  divisionOf,
  NOTHING_CHOSEN,
  undecidedWords,
} from "../bot/features/lineage/division.js";
import { planReorganisation } from "../bot/features/lineage/planned-reorganisation.js";
import {
  divisionWords,
  knownDivisionWords,
  reorganisationWords,
} from "../bot/features/lineage/reorganisation-view.js";
import { fold } from "../domain/fold.js";
import { parseDay } from "../domain/time.js";
import { runReorganisations } from "../jobs/reorganising.js";
import type { Db } from "../store/database.js";
import {
  decideReorganisation,
  findReorganisation,
  listReorganisations,
  type NewReorganisation,
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
  part: { type: "string", multiple: true },
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
    const division = divided(db, planned.decided, values.part ?? []);
    const json = values.json === true;
    if (!json)
      for (const line of [
        reorganisationWords(planned.decided),
        ...planned.effects,
        ...(division === null ? [] : divisionWords(division)),
      ])
        io.out(line);
    const agreed =
      values["dry-run"] !== true &&
      (values.yes === true || (!json && io.interactive && (await askYes("登録しますか。"))));
    const now = io.clock();
    if (agreed) {
      const undecided = undecidedWords(division);
      if (undecided !== null)
        throw new CliError(`${undecided}例: --part "${division?.parts[0] ?? ""}=1、3-5、柱の名前"`);
      decideReorganisation(db, planned.decided, { actor: "cli", at: now, via: "cli" }, chargesFrom(division));
      // Where its day has come, it holds at once.
      runReorganisations(db, now);
    }
    if (json)
      io.out(
        JSON.stringify({
          applied: agreed,
          ...planned.decided,
          effects: planned.effects,
          parts: sharesOf(division),
        }),
      );
    else
      io.out(
        agreed
          ? "登録しました。"
          : "確かめただけで、登録していません。登録するときは --yes を付けてください。",
      );
    return 0;
  });
}

/** Each part with the numbers of its goals; of what is not decided the part is null. */
function sharesOf(division: Division | null) {
  return (division === null ? [] : [...division.parts, null]).map((part) => ({
    part,
    goals: (division?.sections ?? []).flatMap(({ department, goals }) =>
      goals.filter((each) => each.part === part).map(({ goal }) => ({ department, number: goal.number })),
    ),
  }));
}

/** `地域福祉部=1、3-5、高齢福祉` said of the goals that the division divides. @throws CliError for a word that means none of them */
function divided(db: Db, decided: NewReorganisation, written: readonly string[]): Division | null {
  const asked = divisionOf(db, decided, NOTHING_CHOSEN);
  if (asked === null) {
    if (written.length > 0) throw new CliError("--part は、年度の途中で部を分割するときだけ使えます。");
    return null;
  }
  const goals = new Map<number, string>();
  const sections = new Map<number, string>();
  for (const each of written) {
    const [name = "", list = ""] = each.split(/[=＝]/u);
    const part = asked.parts.find((known) => fold(known) === fold(name));
    if (part === undefined)
      throw new CliError(`--part の「${name}」は、分割後の部（${asked.parts.join("、")}）ではありません。`);
    for (const word of list.split(/[、,，]/u).map((one) => one.trim())) {
      if (word === "") continue;
      const section = asked.sections.filter((known) => known.section?.name === word);
      for (const found of section) if (found.section !== null) sections.set(found.section.id, part);
      const numbers = section.length > 0 ? [] : numbersIn(word);
      const meant = asked.sections
        .flatMap((known) => known.goals)
        .filter(({ goal }) => numbers.includes(goal.number));
      if (section.length === 0 && (numbers.length === 0 || meant.length < numbers.length))
        throw new CliError(
          `--part の「${word}」は、${decided.before.map(({ name: old }) => old).join("、")}の目標の番号でも柱の名前でもありません。`,
        );
      for (const { goal } of meant) {
        if ((goals.get(goal.id) ?? part) !== part)
          throw new CliError(`--part で、目標 ${goal.number} が二つの部に付いています。`);
        goals.set(goal.id, part);
      }
    }
  }
  return divisionOf(db, decided, { goals, sections });
}

/** `3` and `3-5`; empty for anything else. */
function numbersIn(word: string): number[] {
  const found = /^(\d{1,4})(?:[-〜～](\d{1,4}))?$/u.exec(word.normalize("NFKC"));
  if (found === null) return [];
  const from = Number(found[1]);
  const to = Number(found[2] ?? found[1]);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
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
    for (const each of known) {
      io.out(
        `${each.id}　${each.doneAt === null ? "予定" : "済み"}　${reorganisationWords(each)}（${each.reason}）`,
      );
      for (const line of knownDivisionWords(db, each)) io.out(`　　${line}`);
    }
  return 0;
}
