import { longDay, shortDay } from "../../../domain/time.js";
import type { Department } from "../../../store/departments.js";
import { type Goal, isAnswered } from "../../../store/goals.js";
import type { PlacedLevel } from "../../../store/scale.js";
import { type Block, type Button, type Item, type Message, quiet, type Span, span } from "../../reply.js";
import { shorten, standing } from "../look-up/plan-words.js";

export interface DigestData {
  readonly department: Department;
  /** All goals of the department. */
  readonly goals: readonly Goal[];
  /** Those asked about, in the order shown. */
  readonly asked: readonly Goal[];
  readonly scale: readonly PlacedLevel[];
  /** When the digest was, or is to be, posted. */
  readonly postedAt: number;
  /** The last note that was recorded before it was made: later ones answer it. */
  readonly afterNote: number;
  /** Why it comes at another time than usual, a Japanese sentence; null where it does not. */
  readonly movedBecause: string | null;
}

/** How many goals one message of a digest shows; the rest follow in its thread. */
export const GOALS_PER_DIGEST = 12;

/** The weekly digest of a department's channel: count first, the goals to report on, how to answer, buttons. */
export function digestView(data: DigestData): Message {
  const { department, goals, asked, postedAt, afterNote } = data;
  const done = asked.filter((goal) => isAnswered(goal, afterNote)).length;
  const head: Block[] = [
    { kind: "title", text: `週次　${department.name} 重点目標の進捗　${longDay(postedAt)}` },
    {
      kind: "text",
      spans: [
        span(`${goals.length}件のうち、報告をお願いしたいもの ${asked.length}件`),
        ...(done === 0
          ? []
          : [span(done === asked.length ? "　すべて報告済みです" : `　報告済み ${done}件`)]),
      ],
    },
    ...(data.movedBecause === null ? [] : [{ kind: "fine" as const, spans: [quiet(data.movedBecause)] }]),
  ];
  const more = asked.length - GOALS_PER_DIGEST;
  return {
    kind: "message",
    audience: "channel",
    blocks: [
      ...head,
      { kind: "list", items: asked.slice(0, GOALS_PER_DIGEST).map((goal) => digestItem(goal, data)) },
      ...(more > 0
        ? [{ kind: "fine" as const, spans: [quiet(`ほかの ${more}件はスレッドに続きます。`)] }]
        : []),
      {
        kind: "text",
        spans: [span("このスレッドに「番号 状態 ひとこと」で返信してください。例: 2 順調 協定書の案を作成")],
      },
      { kind: "buttons", buttons: digestButtons(data, asked.length - done) },
    ],
  };
}

/** The goals that did not fit, for the thread. */
export function digestContinuation(data: DigestData): Message[] {
  const rest = data.asked.slice(GOALS_PER_DIGEST);
  const pages: Message[] = [];
  for (let from = 0; from < rest.length; from += GOALS_PER_DIGEST) {
    const items = rest.slice(from, from + GOALS_PER_DIGEST).map((goal) => digestItem(goal, data));
    pages.push({ kind: "message", audience: "channel", blocks: [{ kind: "list", items }] });
  }
  return pages;
}

function digestButtons({ department }: DigestData, open: number): Button[] {
  const unchanged: Button = {
    label: `残り${open}件を「変更なし」にする`,
    press: { do: "all-unchanged", department: department.id },
  };
  return [
    { label: "入力フォーム", press: { do: "report-form", department: department.id } },
    ...(open === 0 ? [] : [unchanged]),
    { label: "部の目標を見る", press: { do: "department", department: department.id } },
  ];
}

function digestItem(goal: Goal, { scale, afterNote }: DigestData): Item {
  const answered = isAnswered(goal, afterNote);
  return {
    marker: String(goal.number),
    spans: answered ? [{ text: goal.text, struck: true }] : [span(goal.text)],
    detail: answered ? [span(`報告済み　${standing(goal, scale)}`)] : before(goal),
  };
}

function before(goal: Goal): Span[] {
  if (goal.lastNoteAt === null) return [quiet("まだ報告がありません")];
  const said = goal.lastNoteText ?? "";
  return [quiet(`前回 ${shortDay(goal.lastNoteAt)}${said === "" ? "" : `「${shorten(said, 60)}」`}`)];
}

/** A week in which nothing is due, for departments that want to hear of it. */
export function allDoneView(department: Department, goals: readonly Goal[], at: number): Message {
  return {
    kind: "message",
    audience: "channel",
    blocks: [
      {
        kind: "text",
        spans: [
          span(
            `【週次】${department.name}　${longDay(at)}　${goals.length}件とも報告されています。ありがとうございます。`,
          ),
        ],
      },
    ],
  };
}
