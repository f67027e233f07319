import { DAY, fiscalYearLabel, longDay, shortDay, tokyoInstant } from "../../../domain/time.js";
import type { Deadline } from "../../../store/calendar-days.js";
import type { Awaited } from "../../../store/evaluations.js";
import type { Goal } from "../../../store/goals.js";
import type { Note } from "../../../store/notes.js";
import type { Role } from "../../../store/people.js";
import type { Plan } from "../../../store/plans.js";
import type { PlacedLevel } from "../../../store/scale.js";
import { type Block, type ListItem, type Message, quiet, span } from "../../reply.js";
import { goalDetail, saidLine, shorten, standing } from "../look-up/plan-words.js";
import { rolesInWords } from "./who-holds.js";

/** 引継ぎ: what a successor is told once, in private, on their first day. */

export interface SuccessionGoal {
  readonly goal: Goal;
  readonly plan: Plan;
  readonly department: string;
  readonly scale: readonly PlacedLevel[];
  /** The last ones, the newest first. */
  readonly notes: readonly Note[];
  /** Where nobody has reported yet: what was last said of its forerunner. */
  readonly before: readonly Note[];
}

/** One post that came to somebody. */
export interface SuccessionPart {
  readonly on: string;
  readonly post: string;
  readonly department: string | null;
  /** The predecessor's name; null where there was none. */
  readonly from: string | null;
  readonly roles: readonly Role[];
  readonly goals: readonly SuccessionGoal[];
  /** Replies whose authors were asked and did not answer. */
  readonly asked: number;
  /** Reports that wait for 確認. */
  readonly awaiting: Awaited;
  readonly deadlines: readonly Deadline[];
}

const line = (text: string): Block => ({ kind: "text", spans: [span(text)] });

export function successionView(parts: readonly SuccessionPart[], now: number): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "title", text: "引継ぎ" },
      ...parts.flatMap((part) => partBlocks(part, now)),
      {
        kind: "fine",
        spans: [
          quiet(
            "これからのお知らせは、前任の方に代わってあなたに届きます。目標の詳しい経過は「/policy 部の名前 番号」でご覧になれます。",
          ),
        ],
      },
      {
        kind: "buttons",
        buttons: [{ label: "設定を見る", press: { do: "settings" } }],
      },
    ],
  };
}

function partBlocks(part: SuccessionPart, now: number): Block[] {
  const place = part.department === null ? "" : `${part.department} `;
  const before = part.from === null ? "" : `前任は${part.from}さんです。`;
  const roles = part.roles.length === 0 ? "" : `役割: ${rolesInWords(part.roles)}`;
  return [
    { kind: "heading", text: `${place}${part.post}` },
    line(`${longDay(tokyoInstant(part.on))}付けで引き継がれました。${before}`),
    ...(roles === "" ? [] : [line(roles)]),
    ...goalBlocks(part.goals, now),
    ...openLines(part, now).map(line),
  ];
}

function goalBlocks(goals: readonly SuccessionGoal[], now: number): Block[] {
  if (goals.length === 0) return [line("引き継いだ目標はありません。")];
  const plans = [...new Map(goals.map(({ plan }) => [plan.id, plan])).values()].sort(
    (a, b) => b.fiscalYear - a.fiscalYear,
  );
  return plans.flatMap((plan): Block[] => {
    const own = goals.filter((each) => each.plan.id === plan.id);
    return [
      line(`${fiscalYearLabel(plan.fiscalYear)}の担当目標 ${own.length}件`),
      { kind: "list", items: own.map((each) => goalItem(each, now)) },
    ];
  });
}

function goalItem({ goal, department, scale, notes, before }: SuccessionGoal, now: number): ListItem {
  const [, earlier] = notes;
  const more =
    earlier === undefined
      ? before.map((note) => `　前年度から ${said(note, scale)}`)
      : [`　その前 ${said(earlier, scale)}`];
  return {
    marker: `${department} ${goal.number}`,
    spans: [span(goal.text)],
    detail: [
      ...(goal.lastNoteAt === null ? [span(standing(goal, scale))] : goalDetail(goal, scale, now)),
      ...more.map((text) => quiet(text)),
    ],
    open: { do: "goal", goal: goal.id },
    openLabel: `${goal.number} ${shorten(goal.text, 60)}`,
  };
}

const said = (note: Note, scale: readonly PlacedLevel[]): string =>
  `${shortDay(note.saidAt)} ${note.authorName}「${shorten(saidLine(note, scale), 60)}」`;

/** What is open, as sentences. */
function openLines({ asked, awaiting, deadlines }: SuccessionPart, now: number): string[] {
  const coming = deadlines.filter(({ date }) => tokyoInstant(date) >= now - DAY);
  return [
    ...(asked === 0 ? [] : [`確認待ちの返信が ${asked}件あります（/policy 確認待ち）。`]),
    ...(awaiting.reports + awaiting.sheets === 0
      ? []
      : [`課長確認を待っている${awaitedPlaces(awaiting)}あります（/policy 確認）。`]),
    ...coming.map(({ name, date }) => `${name}の期限は${longDay(tokyoInstant(date))}です。`),
  ];
}

/** `報告が 2件、評価が 1件` */
const awaitedPlaces = ({ reports, sheets }: Awaited): string =>
  [...(reports === 0 ? [] : [`報告が ${reports}件`]), ...(sheets === 0 ? [] : [`評価が ${sheets}件`])].join(
    "、",
  );
