import { parseReport } from "../../src/bot/reading/report.js";
import type { Entry, KnownGoal, Report } from "../../src/bot/reading/types.js";
import { DEFAULT_SCALE } from "../../src/domain/state.js";

/** Compares what was read with what is right, in the notation of the cases. */

const NUMBERS = Array.from({ length: 16 }, (_, index) => index + 1);

/** The goals of the digest, as they would be named; invented but for their number. */
const TEXTS: readonly (readonly [section: string, text: string])[] = [
  ["施策", "地区別防災マニュアルの改定"],
  ["施策", "福祉避難所の拡充及び連携強化"],
  ["施策", "避難行動要支援体制の仕組みの強化"],
  ["施策", "災害対応マニュアルの点検"],
  ["施策", "新型インフルエンザ等対策行動計画の策定"],
  ["施策", "地域の防災資器材の更新"],
  ["施策", "防犯対策の啓発"],
  ["経営戦略", "災害時の各種協定の実効性"],
  ["経営戦略", "広域避難体制の仕組みの強化"],
  ["経営戦略", "水害に備えたタイムラインの整備"],
  ["経営戦略", "防災教育の推進"],
  ["経営戦略", "在宅避難の啓発・推進"],
  ["人材戦略", "防災訓練の検討と実施"],
  ["人材戦略", "情報の発信力の強化"],
  ["人材戦略", "職員間の連携強化"],
  ["人材戦略", "働き方改革の推進"],
];
const GOALS: readonly KnownGoal[] = TEXTS.map(([section, text], index) => ({
  number: index + 1,
  section,
  text,
}));

/** The day of the reply, by which days in a reply are over or to come. */
const TODAY = "2026-11-30";

export function readIn(thread: "all" | number, text: string): Report {
  return parseReport(text, {
    scale: DEFAULT_SCALE,
    numbers: NUMBERS,
    open: thread === "all" ? NUMBERS : [thread],
    single: thread === "all" ? null : thread,
    goals: GOALS,
    today: TODAY,
  });
}

export interface Judgement {
  /** A state or a goal that nobody said was stored silently. */
  readonly wrong: readonly string[];
  readonly lost: readonly string[];
  readonly asked: boolean;
}

const saidOf = (entry: Entry): string =>
  entry.level !== null ? entry.level.key : entry.noChange ? "no_change" : "text_only";

/** @param expected as in the cases: `none|…` or `goal:state|state;…` */
export function judgeReply(report: Report, expected: string): Judgement {
  const wholes = expected.startsWith("none|") ? ["none", expected.slice(5)] : [expected];
  const judged = wholes.map((whole) => judgeAgainst(report, wantedOf(whole)));
  const best = judged.find(({ wrong, lost }) => wrong.length + lost.length === 0);
  return best ?? (judged[0] as Judgement);
}

function judgeAgainst(report: Report, wanted: ReadonlyMap<number, Wanted>): Judgement {
  const entries = "entries" in report ? report.entries : [];
  const asked = report.kind === "ask";
  const wrong = entries.flatMap((entry) => {
    const right = wanted.get(entry.number);
    const percent = entry.percent === null ? "" : `,${entry.percent}`;
    const said = right?.states.includes(saidOf(entry)) === true && right.percent === percent;
    return said ? [] : [`${entry.number}:${saidOf(entry)}${percent}`];
  });
  const settled = asked || report.kind === "move";
  const missing = [...wanted.keys()].filter((number) => !entries.some((entry) => entry.number === number));
  return { wrong, lost: settled ? [] : missing.map(String), asked };
}

interface Wanted {
  readonly states: readonly string[];
  /** `,60`, or the empty string where no share is said. */
  readonly percent: string;
}

function wantedOf(whole: string): Map<number, Wanted> {
  const wanted = new Map<number, Wanted>();
  if (whole === "none") return wanted;
  for (const part of whole.split(";")) {
    const [who = "", what = ""] = part.split(":");
    const but = who.startsWith("*") ? who.slice(1).split("-").filter(Boolean).map(Number) : null;
    const numbers = but === null ? [Number(who)] : NUMBERS.filter((number) => !but.includes(number));
    const right = { states: what.replace(/,\d+/g, "").split("|"), percent: /,\d+/.exec(what)?.[0] ?? "" };
    for (const number of numbers) wanted.set(number, right);
  }
  return wanted;
}
