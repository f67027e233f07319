/** 評価の機会: opening it, announcing it, chasing it, and how far it is. */

import {
  type Asked,
  EVALUATION_FIELDS,
  type EvaluationField,
  type EvaluationWord,
  FIELD_LABELS,
  shownWord,
  wordLines,
} from "../../../domain/evaluation.js";
import { longDay, shortDay, tokyoInstant } from "../../../domain/time.js";
import type { Department } from "../../../store/departments.js";
import type { Goal } from "../../../store/goals.js";
import type { Occasion } from "../../../store/occasions.js";
import type { Plan } from "../../../store/plans.js";
import { type Block, type Button, bold, type Form, type Message, quiet, say, span } from "../../reply.js";
import { planLabel, shorten } from "../look-up/plan-words.js";
import type { DeadlineMoment } from "../reminders/deadline-view.js";

const day = (date: string): string => longDay(tokyoInstant(date));

/** Where a department stands with an occasion. */
export interface SheetCounts {
  readonly department: Department;
  readonly total: number;
  /** Goals of which everything that is required is there. */
  readonly complete: number;
  readonly begun: number;
  readonly confirmed: number;
  /** Sheets on which two people wrote into one field, and nobody has decided. */
  readonly collided: number;
}

/** A field or more of one sheet into which two people wrote. */
export interface Collision {
  readonly department: Department;
  readonly goal: Goal;
  /** With who wrote what it says now. */
  readonly fields: readonly { readonly field: EvaluationField; readonly writer: string }[];
  /** Who wrote the other text, and when. */
  readonly other: string;
  readonly at: number;
}

export interface OccasionStanding {
  readonly occasion: Occasion;
  readonly departments: readonly SheetCounts[];
  /** Whether managers confirm here. */
  readonly confirming: boolean;
}

/** The same with what collides, as far as whoever asks may have it with names. */
export interface NamedStanding extends OccasionStanding {
  readonly collisions: readonly Collision[];
}

/** `達成度・成果・今後の方向（課題は任意）` */
export function askedWords(asked: Asked): string {
  const named = (wanted: Asked["result"]): string =>
    EVALUATION_FIELDS.filter((field) => asked[field] === wanted)
      .map((field) => FIELD_LABELS[field])
      .join("・");
  const optional = named("optional");
  return `${named("required")}${optional === "" ? "" : `（${optional}は任意）`}`;
}

/** `中間評価（9月30日(水)時点）` */
export const occasionName = ({ name, asOf }: Pick<Occasion, "name" | "asOf">): string =>
  `${name}（${day(asOf)}時点）`;

/** `/policy 評価`: each occasion with its departments, and what 企画課 can do. */
export function occasionsView(plan: Plan, standings: readonly NamedStanding[], planner: boolean): Message {
  const open: Button = { label: "評価を始める", press: { do: "occasion-form", plan: plan.id } };
  const words: Button = {
    label: "達成度・方向の段階",
    press: { do: "evaluation-words-form", plan: plan.id },
  };
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "title", text: `評価　${planLabel(plan)}` },
      ...(standings.length === 0
        ? [{ kind: "text" as const, spans: [span("始めた評価はまだありません。")] }]
        : standings.flatMap((standing) => standingBlocks(standing, planner))),
      ...(planner ? [{ kind: "buttons" as const, buttons: [open, words] }] : []),
    ],
  };
}

/** More than these at once nobody decides. */
const MOST_COLLISIONS = 10;

/** What two people wrote into one field, with their names and the way to decide; nothing where there is none. */
export function collisionBlocks(
  { id }: Occasion,
  collisions: readonly Collision[],
  of: "one" | "all",
): Block[] {
  if (collisions.length === 0) return [];
  const more = collisions.length - MOST_COLLISIONS;
  return [
    { kind: "text", spans: [bold(`同じ欄に2人の記入があります　${collisions.length}件`)] },
    {
      kind: "list",
      items: collisions.slice(0, MOST_COLLISIONS).map(({ department, goal, fields, other, at }) => {
        const place = of === "one" ? `${goal.number}` : `${department.name} ${goal.number}`;
        return {
          marker: "・",
          spans: [span(`${place}　${shorten(goal.text, 60)}`)],
          detail: [
            quiet(
              `${fields.map(({ field, writer }) => `${FIELD_LABELS[field]}（今は${writer}さんの記入）`).join("・")}　別に${other}さんの記入（${shortDay(at)}）`,
            ),
          ],
          open: { do: "evaluation-sheet" as const, occasion: id, goal: goal.id },
          openLabel: `${place} ${shorten(goal.text, 50)}`,
        };
      }),
    },
    ...(more > 0 ? [{ kind: "fine" as const, spans: [quiet(`ほか ${more}件`)] }] : []),
  ];
}

function standingBlocks(
  { occasion, departments, confirming, collisions }: NamedStanding,
  planner: boolean,
): Block[] {
  const total = departments.reduce((sum, each) => sum + each.total, 0);
  const complete = departments.reduce((sum, each) => sum + each.complete, 0);
  const until = occasion.closedAt === null ? `${day(occasion.dueOn)} まで` : "終了（読むだけです）";
  const left = departments.filter((each) => each.complete < each.total);
  const shown = left.length === 0 || occasion.closedAt !== null ? departments : left;
  const closing: Button = {
    label: occasion.closedAt === null ? `${occasion.name}を終える` : `${occasion.name}を再び開く`,
    press: { do: "occasion-close", occasion: occasion.id, open: occasion.closedAt !== null },
  };
  return [
    { kind: "heading", text: occasionName(occasion) },
    {
      kind: "text",
      spans: [
        span(`${until}　記入済み ${complete}件（${total}件中）`),
        quiet(`　お願いしている項目 ${askedWords(occasion.asked)}`),
      ],
    },
    {
      kind: "list",
      items: shown.map((each) => ({
        marker: each.complete === each.total ? "✓" : "・",
        spans: [span(each.department.name)],
        detail: [quiet(sheetCountWords(each, confirming))],
        open: {
          do: "evaluation-department" as const,
          occasion: occasion.id,
          department: each.department.id,
        },
        openLabel: each.department.name,
      })),
    },
    ...collisionBlocks(occasion, collisions, "all"),
    ...(planner ? [{ kind: "buttons" as const, buttons: [closing] }] : []),
  ];
}

export function sheetCountWords(
  { total, complete, begun, confirmed, collided }: SheetCounts,
  confirming: boolean,
): string {
  const open = total - complete;
  const parts = [
    open === 0 ? `${total}件すべて記入済み` : `未記入 ${open}件（${total}件中）`,
    ...(begun > complete ? [`書きかけ ${begun - complete}件`] : []),
    ...(confirming ? [`確認済み ${confirmed}件`] : []),
    ...(collided > 0 ? [`記入の重なり ${collided}件`] : []),
  ];
  return parts.join("　");
}

/** What an occasion would be ended without: `未記入 5件`, `課長確認の前 2件`, `記入の重なり 1件`; empty where nothing is missing. */
export function missingWords({ departments, confirming }: OccasionStanding): string[] {
  const sum = (count: (each: SheetCounts) => number): number =>
    departments.reduce((total, each) => total + count(each), 0);
  const counts: readonly (readonly [string, number])[] = [
    ["未記入", sum(({ total, begun }) => total - begun)],
    ["書きかけ・差戻し", sum(({ begun, complete }) => begun - complete)],
    ["課長確認の前", confirming ? sum(({ complete, confirmed }) => complete - confirmed) : 0],
    ["記入の重なり", sum(({ collided }) => collided)],
  ];
  return counts.filter(([, count]) => count > 0).map(([label, count]) => `${label} ${count}件`);
}

/** Asks once, before an occasion is ended without what is missing. */
export const closingAskedView = ({ id, name }: Occasion, missing: readonly string[]): Message => ({
  kind: "message",
  audience: "private",
  blocks: [
    {
      kind: "text",
      spans: [span(`${name}には、${missing.join("、")} が残っています。このまま終えますか。`)],
    },
    { kind: "fine", spans: [quiet("終えると読むだけになります。あとから再び開くこともできます。")] },
    {
      kind: "buttons",
      buttons: [
        {
          label: "このまま終える",
          press: { do: "occasion-close", occasion: id, open: false, sure: true },
          style: "danger",
        },
      ],
    },
  ],
});

const WANTED = [
  { value: "required", label: "必ず記入" },
  { value: "optional", label: "任意" },
  { value: "off", label: "求めない" },
] as const;

export function occasionForm(plan: Plan, asOf: string, dueOn: string): Form {
  return {
    kind: "form",
    id: "occasion",
    title: "評価を始める",
    submit: "始める",
    context: JSON.stringify({ plan: plan.id }),
    intro: [span("各部のチャンネルへお知らせし、期限の前後に、そろっていない部へもう一度お知らせします。")],
    fields: [
      { name: "name", label: "名前", type: "text", maxLength: 40, hint: "例: 中間評価、年度末評価" },
      { name: "asOf", label: "時点", type: "date", initial: asOf },
      { name: "dueOn", label: "期限の日", type: "date", initial: dueOn },
      ...EVALUATION_FIELDS.map((field) => ({
        name: field,
        label: FIELD_LABELS[field],
        type: "select" as const,
        options: WANTED,
        initial: field === "issue" ? "optional" : "required",
      })),
    ],
  };
}

export function evaluationWordsForm(plan: Plan, words: readonly EvaluationWord[]): Form {
  return {
    kind: "form",
    id: "evaluation-words",
    title: "達成度・方向の段階",
    submit: "保存する",
    context: JSON.stringify({ plan: plan.id }),
    intro: [span("記入済みの評価は、記入したときのことばのまま残ります。")],
    fields: [
      {
        name: "achievement",
        label: "達成度（1行に1つ、良い順）",
        type: "text",
        multiline: true,
        maxLength: 400,
        hint: "例: A,達成した",
        initial: wordLines(words, "achievement"),
      },
      {
        name: "direction",
        label: "今後の方向（1行に1つ）",
        type: "text",
        multiline: true,
        maxLength: 400,
        hint: "例: 現状維持,継続（後ろは、継続・拡充・見直し・縮小・統合・終了のどれに当たるか）",
        initial: wordLines(words, "direction"),
      },
    ],
  };
}

/** How a reply is written, with the municipality's own words. */
export function howToReply(words: readonly EvaluationWord[], example: number): Block {
  const first = (kind: EvaluationWord["kind"], at: number): string => {
    const found = words.filter((word) => word.kind === kind);
    const word = found[at] ?? found[0];
    return word === undefined ? "" : (word.letter ?? word.label);
  };
  const shape = "「番号 達成度 成果 課題: … 今後: …」";
  const given = `例: ${example} ${first("achievement", 1)} 協定を2件締結　課題: 周知が不足　今後: ${first("direction", 0)}`;
  return {
    kind: "text",
    spans: [span(`このスレッドに${shape}で返信できます。${given}`)],
    withoutThreads: [span(`このお知らせへの「返信」で、${shape}と送れます。${given}`)],
  };
}

/** To a department's channel when it is opened, and while something is missing. */
export function announcementView(
  occasion: Occasion,
  department: Department,
  open: readonly Goal[],
  words: readonly EvaluationWord[],
  moment: DeadlineMoment | "opened",
): Message {
  const levels = words.filter(({ kind }) => kind === "achievement").map(shownWord);
  return {
    kind: "message",
    audience: "channel",
    blocks: [
      { kind: "title", text: `${occasion.name}　${department.name}` },
      {
        kind: "text",
        spans: [span(`${momentWords(occasion, moment)}記入をお願いしたい目標が ${open.length}件 あります。`)],
      },
      {
        kind: "list",
        items: open.map((goal) => ({
          marker: String(goal.number),
          spans: [span(shorten(goal.text, 80))],
          open: { do: "evaluation-sheet" as const, occasion: occasion.id, goal: goal.id },
          openLabel: `${goal.number} ${shorten(goal.text, 60)}`,
        })),
      },
      { kind: "fine", spans: [quiet(`項目 ${askedWords(occasion.asked)}　達成度 ${levels.join("・")}`)] },
      howToReply(words, open[0]?.number ?? 1),
      {
        kind: "buttons",
        buttons: [
          {
            label: "記入する",
            press: { do: "evaluation-department", occasion: occasion.id, department: department.id },
            style: "primary",
          },
        ],
      },
    ],
  };
}

function momentWords({ name, asOf, dueOn }: Occasion, moment: DeadlineMoment | "opened"): string {
  const until = day(dueOn);
  switch (moment) {
    case "opened":
      return `${name}（${day(asOf)}時点）を始めました。期限は ${until} です。`;
    case "ahead":
      return `${name}の期限は ${until} です。`;
    case "eve":
      return `${name}の期限は次の開庁日、${until} です。`;
    case "day":
      return `${name}は ${until} が期限です。`;
    case "after":
      return `${name}の期限（${until}）を過ぎました。`;
  }
}

export function openedView(occasion: Occasion, channels: number): Message {
  return say(
    `${occasionName(occasion)}を始めました。期限は ${day(occasion.dueOn)} です。`,
    channels === 0
      ? "結び付いた部のチャンネルがないため、お知らせは出していません。"
      : `${channels}のチャンネルへお知らせします（開庁時間外のときは次の開庁時間に出ます）。`,
  );
}

export function closedView(occasion: Occasion, open: boolean): Message {
  return say(
    open
      ? `${occasion.name}の記入を、再び受け付けます。`
      : `${occasion.name}を終えました。これからは読むだけになります。`,
  );
}

export const wordsKeptView = (): Message => say("達成度と今後の方向の段階を保存しました。");
