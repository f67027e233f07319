/** Typed words that name nothing are searched for: all of them, in the plan and in the others; then the best part of them. */

import { fold } from "../../../domain/fold.js";
import { writingsOf } from "../../../domain/readings.js";
import { type Department, listDepartments } from "../../../store/departments.js";
import type { Plan } from "../../../store/plans.js";
import { searchPlan, searchWords } from "../../../store/search.js";
import type { Turn } from "../../catalogue.js";
import { contentWords } from "../../commands.js";
import type { Query } from "../../query.js";
import { type Message, span } from "../../reply.js";
import { findHeldBy } from "./goal-list.js";
import { matchDepartment } from "./match-department.js";
import { departmentButton, shorten } from "./plan-words.js";
import { firstHits, plansBeside, searchElsewhere } from "./read-plan.js";
import { findInDepartment } from "./scope.js";

/**
 * Searches the plan; where nothing is there, a name that only another plan's department has opens it.
 * @param nearest departments whose names are like what was typed
 */
export function searchTyped(
  turn: Turn,
  plan: Plan,
  typed: string,
  nearest: readonly Department[] = [],
): Query | Message {
  const { bot } = turn;
  const key = fold(typed);
  const also = nearest.filter(({ name }) => key !== "" && fold(name).includes(key)).slice(0, 3);
  const here = firstHits(turn, plan, typed, also);
  if (here !== null) return here;
  const written = inWriting(turn, plan, typed);
  if (written !== null) return firstHits(turn, plan, written) ?? searchElsewhere(turn, plan, typed, nearest);
  const [first = "", ...rest] = typed.split(" ");
  for (const other of plansBeside(bot.db, plan)) {
    const match = matchDepartment(first, listDepartments(bot.db, other.id));
    if (match.kind === "one") return findInDepartment(turn, other, match.department, rest.join(" "));
  }
  return (
    findHeldBy(turn, plan, typed) ??
    searchPart(turn, plan, typed, nearest) ??
    searchElsewhere(turn, plan, typed, nearest)
  );
}

/** The words with かな as the plan writes them (`ほいくの担当は` is 保育), where all of them together are found; else null. */
export function inWriting(turn: Turn, plan: Plan, typed: string): string | null {
  const isFound = (words: string): boolean => count(turn, plan, words) > 0;
  const words = typed
    .split(" ")
    .flatMap((word) => (writingsOf(word).some(isFound) ? [word] : contentWords(word)));
  const written = words.map((word) => {
    const bare = word.replace(/[のはがをに]$/u, "");
    return [...writingsOf(word), ...writingsOf(bare)].find(isFound) ?? word;
  });
  const all = written.join(" ");
  return written.every((word, index) => word === words[index]) || !isFound(all) ? null : all;
}

function count(turn: Turn, plan: Plan, words: string): number {
  return searchPlan(
    turn.bot.db,
    searchWords(words),
    { planId: plan.id, printed: !turn.seesReports(plan) },
    { limit: 1, offset: 0 },
  ).total;
}

/** What people call it, and what documents print. */
const PRINTED: Readonly<Record<string, string>> = {
  児相: "児童相談",
  再エネ: "再生可能エネルギー",
  省エネ: "省エネルギー",
  特養: "特別養護",
  生保: "生活保護",
  国保: "国民健康保険",
  後期: "後期高齢者",
  介保: "介護保険",
  学童: "放課後",
  保活: "待機児童",
  地デジ: "デジタル",
  マイナ: "マイナンバー",
  まち協: "まちづくり協議会",
  自主防: "自主防災",
  男女共同: "男女平等",
  自転車置き場: "自転車駐車場",
  駐輪場: "自転車駐車場",
};
const TELLING = /[\p{Script=Han}\p{Script=Katakana}]/u;
const MOST_WORDS = 4;
const LONGEST_WORD = 12;

/** The first page of hits for the best part of the words, and a line that says which; null where no part is found. */
function searchPart(turn: Turn, plan: Plan, typed: string, nearest: readonly Department[]): Message | null {
  const total = (words: readonly string[]): number => count(turn, plan, words.join(" "));
  const found = contentWords(typed)
    .slice(0, MOST_WORDS)
    .flatMap((word) => longestFound(word, (part) => total([part]) > 0) ?? [])
    .map((word) => ({ word, total: total([word]) }))
    .sort((one, other) => one.total - other.total);
  const chosen: string[] = [];
  for (const { word } of found) if (total([...chosen, word]) > 0) chosen.push(word);
  const hits = chosen.length === 0 ? null : firstHits(turn, plan, chosen.join(" "));
  if (hits === null) return null;
  const said = chosen.map((word) => `「${word}」`).join("");
  const line = `「${shorten(typed, 40)}」そのものは見つからなかったため、${said}で探しました。`;
  const [title, ...rest] = hits.blocks;
  return {
    ...hits,
    blocks: [
      ...(title === undefined ? [] : [title]),
      { kind: "text", spans: [span(line)] },
      ...rest,
      ...(nearest.length === 0
        ? []
        : [{ kind: "buttons" as const, buttons: nearest.slice(0, 3).map(departmentButton) }]),
    ],
  };
}

/** Words of which every plan is full: as a part of what was typed they say nothing of it. */
const GENERAL = new Set(
  "対策 取組 事業 整備 計画 状況 目標 実施 強化 支援 管理 検討 施策 方針 推進 担当 報告 業務 制度 運営 部 課 係 私 区 市".split(
    " ",
  ),
);

/** The longest part that is found: its beginning, which tells most, or at least half of it. */
function longestFound(word: string, isFound: (part: string) => boolean): string | null {
  const printed = PRINTED[word];
  if (GENERAL.has(word)) return null;
  if (isFound(word)) return word;
  if (printed !== undefined && isFound(printed)) return printed;
  const chars = [...word];
  if (!TELLING.test(word) || chars.length > LONGEST_WORD) return null;
  for (let length = chars.length - 1; length >= 2; length -= 1) {
    for (let start = 0; start + length <= chars.length; start += 1) {
      const part = chars.slice(start, start + length).join("");
      if (GENERAL.has(part) || (start > 0 && length * 2 < chars.length)) continue;
      if (TELLING.test(part) && !/^[ぁ-ゖー]|[ぁ-ゖ]$/u.test(part) && isFound(part)) return part;
    }
  }
  return null;
}
