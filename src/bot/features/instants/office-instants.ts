/** 時点 on the office page: fixed, taken away, and two of them beside each other. The same acts as in chat. */

import { parseDate, shortDay } from "../../../domain/time.js";
import {
  byDepartment,
  type Difference,
  differenceCounts,
  differenceOf,
  GOAL_CHANGES,
  isShort,
  NOTE_CHANGES,
  periodWords,
} from "../../../export/instants/difference.js";
import { inTransaction } from "../../../store/database.js";
import { listDepartments } from "../../../store/departments.js";
import { instantNamed, listInstants, removeInstant } from "../../../store/instants.js";
import type { Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import { type Message, replyText } from "../../reply.js";
import { type OfficeVisitor, visitorAct } from "../office/office-rights.js";
import { heldProblem } from "../reporting/refusal-view.js";
import { countGoals, fixAt, momentOf } from "./fixing.js";
import { EMPTY_INSTANT } from "./instant-view.js";

/** What became of a form: a sentence. */
export type InstantResult = { readonly done: string } | { readonly problem: string };

const problem = (said: Message): InstantResult => ({ problem: replyText(said) });

/** Fixes what was known at the end of a day, or is known now where it is today. @param plan of the visitor's */
export function fixFromOffice(
  bot: Bot,
  visitor: OfficeVisitor,
  plan: Plan,
  given: { readonly name: string; readonly day: string },
): InstantResult {
  const name = given.name.trim();
  const day = parseDate(given.day);
  if (day === null) return { problem: "いつの内容かを、日付で選んでください。" };
  const moment = momentOf(plan, day, bot.clock());
  if ("kind" in moment) return problem(moment);
  const before = instantNamed(bot.db, plan.id, name);
  const said = inTransaction(bot.db, () => fixAt(bot.db, plan, name, moment.at, visitorAct(bot, visitor)));
  const fixed = before === null ? instantNamed(bot.db, plan.id, name) : null;
  if (fixed === null) return problem(said);
  const empty = countGoals(bot.db, fixed) === 0 ? EMPTY_INSTANT : "";
  return {
    done: `時点「${name}」を固定しました。${empty}報告の全文と氏名を、保存期間が過ぎるまで持ち続けます。`,
  };
}

export function removeFromOffice(
  bot: Bot,
  visitor: OfficeVisitor,
  plan: Plan,
  given: { readonly instant: string; readonly reason: string },
): InstantResult {
  const instant = listInstants(bot.db, plan.id).find(({ id }) => String(id) === given.instant);
  const reason = given.reason.trim();
  if (instant === undefined) return { problem: "その時点はもうありません。" };
  if (reason === "") return { problem: "消す理由を入力してください。" };
  const held = heldProblem(bot, reason);
  if (held !== null) return { problem: held };
  const isGone = inTransaction(bot.db, () =>
    removeInstant(bot.db, instant.id, reason, visitorAct(bot, visitor)),
  );
  return isGone
    ? { done: `時点「${instant.name}」を消しました。消したことと理由は、変更の記録に残ります。` }
    : { problem: "その時点はもうありません。" };
}

/** The difference of two 時点, or of one and now: a department after the other, each with its tables. */
export interface ShownDifference {
  readonly title: string;
  readonly sentence: string;
  readonly departments: readonly {
    readonly name: string;
    /** What changed there, counted: `状態が変わった目標 2件、報告の追加 5件`. */
    readonly counts: string;
    readonly sections: readonly ChangeTable[];
  }[];
  /** True where all of it is read at one look; else a department's tables stand folded below its counts. */
  readonly open: boolean;
}

interface ChangeTable {
  readonly heading: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** @param to `now`, or the number of another; null where one of them is none of the plan's, or both are the same */
export function officeDifference(bot: Bot, plan: Plan, from: string, to: string): ShownDifference | null {
  const instants = listInstants(bot.db, plan.id);
  const first = instants.find(({ id }) => String(id) === from);
  const second = instants.find(({ id }) => String(id) === to);
  if (first === undefined || first === second || (to !== "now" && second === undefined)) return null;
  const [earlier, later] = second !== undefined && second.at < first.at ? [second, first] : [first, second];
  const difference = differenceOf(bot.db, plan, earlier, later ?? null, bot.clock());
  return shown(
    difference,
    listDepartments(bot.db, plan.id).map(({ name }) => name),
  );
}

const NOTE_ORDER = ["withdrawn", "edited", "unconfirmed", "added", "confirmed"] as const;

function shown(difference: Difference, order: readonly string[]): ShownDifference {
  return {
    title: `${periodWords(difference)}の違い`,
    sentence: differenceCounts(difference),
    departments: byDepartment(difference, order).map(({ name, difference: own }) => ({
      name,
      counts: differenceCounts(own),
      sections: changeTables(own),
    })),
    open: isShort(difference),
  };
}

/** One department's changes; a kind of which there is none has no table. */
function changeTables({ states, goals, notes }: Difference): ChangeTable[] {
  const noteTables = NOTE_ORDER.map((kind) => {
    const own = notes.filter((step) => step.kind === kind);
    return {
      heading: `${NOTE_CHANGES[kind]}　${own.length}件`,
      columns: ["番号", "日", "報告", ...(kind === "edited" ? ["書き直す前"] : [])],
      rows: own.map(({ number, saidAt, text, before }) => [
        `${number}`,
        shortDay(saidAt),
        text === "" ? "（ひとことの記入なし）" : text,
        ...(kind === "edited" ? [before ?? ""] : []),
      ]),
    };
  });
  const tables = [
    {
      heading: `状態が変わった目標　${states.length}件`,
      columns: ["番号", "重点目標", "前の状態", "後の状態"],
      rows: states.map(({ number, text, from, to }) => [`${number}`, text, from, to]),
    },
    {
      heading: `目標の変更　${goals.length}件`,
      columns: ["番号", "変更", "重点目標", "訂正する前"],
      rows: goals.map(({ kind, number, text, before }) => [
        `${number}`,
        GOAL_CHANGES[kind],
        text,
        before ?? "",
      ]),
    },
    ...noteTables,
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}
