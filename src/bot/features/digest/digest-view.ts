import { longDay } from "../../../domain/time.js";
import type { Department } from "../../../store/departments.js";
import { type Goal, isAnswered } from "../../../store/goals.js";
import type { PlacedLevel } from "../../../store/scale.js";
import { type Block, type Button, type ListItem, type Message, quiet, type Span, span } from "../../reply.js";
import { lastWords, shorten, standing } from "../look-up/plan-words.js";

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
  /** Replies of earlier weeks that nobody has said the meaning of. */
  readonly waiting?: number;
  /** Whether its plan is a sample. */
  readonly sample?: boolean;
}

/** How many goals one message of a digest shows; the rest follow in its thread. */
export const GOALS_PER_DIGEST = 12;

/** A goal with the heading under which it stands; the heading is shown before the first of its kind on a page. */
interface Entry {
  readonly heading: string | null;
  readonly item: ListItem;
}

/** The weekly digest of a department's channel: what is asked first, what was reported below it with its words. */
export function digestView(data: DigestData): Message {
  const { department, asked, postedAt, afterNote } = data;
  const open = asked.filter((goal) => !isAnswered(goal, afterNote));
  const done = asked.length - open.length;
  const [first] = open;
  const waiting = data.waiting ?? 0;
  const more = asked.length - GOALS_PER_DIGEST;
  return {
    kind: "message",
    audience: "channel",
    blocks: [
      {
        kind: "title",
        text: `${department.name}${data.sample === true ? "（見本）" : ""} 重点目標の進捗　${longDay(postedAt)}`,
      },
      {
        kind: "text",
        spans: [
          span(
            first === undefined
              ? `${asked.length}件すべて報告済みです。`
              : `報告をお願いしたいもの 残り${open.length}件${done === 0 ? "" : `（${asked.length}件中 ${done}件報告済み）`}`,
          ),
        ],
      },
      ...(data.movedBecause === null ? [] : [{ kind: "fine" as const, spans: [quiet(data.movedBecause)] }]),
      ...listed(entries(data).slice(0, GOALS_PER_DIGEST)),
      ...(more > 0
        ? [
            {
              kind: "fine" as const,
              spans: [quiet(`ほかの ${more}件はスレッドに続きます。`)],
              withoutThreads: [quiet(`ほかの ${more}件は、このあとに続きます。`)],
            },
          ]
        : []),
      ...(first === undefined ? [] : [howTo(first)]),
      ...(waiting === 0
        ? []
        : [
            {
              kind: "fine" as const,
              spans: [
                quiet(
                  `読み取れなかった返信 ${waiting}件は、答えをお待ちしています。「/policy 確認待ち」で見られます。`,
                ),
              ],
            },
          ]),
      { kind: "buttons", buttons: digestButtons(data, open.length) },
    ],
  };
}

/** How a report is written below a post that asks for some. @param what what the post is called where it is to be answered itself */
export const howTo = (goal: Pick<Goal, "number">, what = "まとめ"): Block => ({
  kind: "text",
  spans: [span(`このスレッドに「番号 状態 ひとこと」で返信してください。例: ${goal.number} 順調 ひとこと`)],
  withoutThreads: [
    span(
      `この${what}への「返信」か、ボットへのメンション（@）を付けて、「番号 状態 ひとこと」と送ってください。例: ${goal.number} 順調 ひとこと`,
    ),
  ],
});

/** The goals that did not fit, for the thread. */
export function digestContinuation(data: DigestData): Message[] {
  const rest = entries(data).slice(GOALS_PER_DIGEST);
  const pages: Message[] = [];
  for (let from = 0; from < rest.length; from += GOALS_PER_DIGEST) {
    const blocks = listed(rest.slice(from, from + GOALS_PER_DIGEST));
    pages.push({ kind: "message", audience: "channel", blocks });
  }
  return pages;
}

function digestButtons({ department }: DigestData, open: number): Button[] {
  const look: Button = { label: "部の目標を見る", press: { do: "department", department: department.id } };
  if (open === 0) return [look];
  return [
    { label: "入力フォーム", press: { do: "report-form", department: department.id } },
    {
      label: `残り${open}件を「変更なし」にする`,
      press: { do: "all-unchanged", department: department.id },
    },
    look,
  ];
}

/** Asked and reported on before, asked and never reported on, reported since: each in the order of the document. */
function entries({ asked, scale, afterNote }: DigestData): Entry[] {
  const open = asked.filter((goal) => !isAnswered(goal, afterNote));
  return [
    ...open
      .filter((goal) => goal.lastNoteAt !== null)
      .map((goal) => ({ heading: null, item: { ...numbered(goal), detail: before(goal) } })),
    ...open
      .filter((goal) => goal.lastNoteAt === null)
      .map((goal) => ({ heading: "まだ報告がないもの", item: numbered(goal) })),
    ...asked
      .filter((goal) => isAnswered(goal, afterNote))
      .map((goal) => ({
        heading: "報告済み",
        item: { marker: `✓ ${goal.number}`, spans: [span(goal.text)], detail: [span(reported(goal, scale))] },
      })),
  ];
}

const numbered = (goal: Goal): ListItem => ({ marker: String(goal.number), spans: [span(goal.text)] });

/** Runs of entries under one heading, each as a list. */
function listed(shown: readonly Entry[]): Block[] {
  const blocks: Block[] = [];
  let items: ListItem[] = [];
  let heading: string | null = null;
  for (const entry of shown) {
    if (items.length === 0 || entry.heading !== heading) {
      heading = entry.heading;
      items = [];
      if (heading !== null) blocks.push({ kind: "heading", text: heading });
      blocks.push({ kind: "list", items });
    }
    items.push(entry.item);
  }
  return blocks;
}

/** The state in the plan's words, and what was said: 順調「入札公告済み」. */
function reported(goal: Goal, scale: readonly PlacedLevel[]): string {
  const said = goal.lastNoteText ?? "";
  return `${standing(goal, scale)}${said === "" ? "" : `「${shorten(said, 60)}」`}`;
}

function before(goal: Goal): Span[] {
  return [quiet(`前回 ${lastWords(goal) ?? ""}`)];
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
            `【定期まとめ】${department.name}　${longDay(at)}　${goals.length}件とも報告されています。ありがとうございます。`,
          ),
        ],
      },
    ],
  };
}
