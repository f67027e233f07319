import { LEVEL_LABELS, levelIndicatorWords } from "../../../domain/plan-levels.js";
import { proxyWords } from "../../../domain/proxy-words.js";
import type { StateKey } from "../../../domain/state.js";
import { fiscalYearLabel, shortDay } from "../../../domain/time.js";
import type { Confirmation } from "../../../store/confirmations.js";
import type { Department } from "../../../store/departments.js";
import { dueAt, type Goal, type StoredDetail } from "../../../store/goals.js";
import type { PlanLevel } from "../../../store/levels-above.js";
import type { Note } from "../../../store/notes.js";
import type { Plan } from "../../../store/plans.js";
import { type PlacedLevel, stateLabel } from "../../../store/scale.js";
import type { Surface } from "../../context.js";
import { paginate } from "../../paging.js";
import {
  type Block,
  type Button,
  bold,
  type ListItem,
  type Message,
  quiet,
  type Span,
  span,
} from "../../reply.js";
import { evaluationLines, type ShownEvaluation } from "../evaluation/evaluation-view.js";
import { indicatorBlocks, type ShownIndicator } from "../indicators/indicator-view.js";
import { planLabel, shareButton, shorten, silenceMark, standing, withheldNote } from "./plan-words.js";

export interface GoalData {
  readonly plan: Plan;
  readonly department: Department;
  readonly sectionName: string | null;
  readonly goal: Goal;
  readonly notes: readonly Note[];
  readonly owners: readonly string[];
  /** 確認 of its notes where the municipality has them confirmed. */
  readonly confirmations: ReadonlyMap<number, Confirmation>;
  /** 担当課, 指標, 目標値, 期限 as the document prints them. */
  readonly details: readonly StoredDetail[];
  readonly scale: readonly PlacedLevel[];
  /** 指標 with the values that reports named. */
  readonly indicators: readonly ShownIndicator[];
  /** 政策→施策→事業 above it, the highest first. */
  readonly levels: readonly PlanLevel[];
  /** 評価 of it, that of the latest occasion first. */
  readonly evaluations: readonly ShownEvaluation[];
  /** What it carries on from the year before, with the last that was said of it. */
  readonly forerunners: readonly Forerunner[];
}

export interface Forerunner {
  readonly plan: Plan;
  readonly department: Department | null;
  readonly goal: Goal;
  /** The newest first. */
  readonly notes: readonly Note[];
  readonly evaluations: readonly ShownEvaluation[];
  readonly scale: readonly PlacedLevel[];
}

/** One goal: its text and state, and its notes as a diary, newest first. */
export function goalView(data: GoalData, surface: Surface, page: number): Message {
  const { department, goal, notes, owners, scale, confirmations } = data;
  const head: Block[] = [
    ...printed(data),
    { kind: "text", spans: stateLine(goal, scale, surface.now) },
    ...indicatorBlocks(data.indicators),
    ...levelBlocks(data.levels),
    ...(owners.length === 0 ? [] : [{ kind: "fine" as const, spans: [quiet(`担当 ${owners.join("、")}`)] }]),
  ];
  const body: Block[] =
    notes.length === 0
      ? [{ kind: "text", spans: [span("まだ報告がありません。")] }]
      : [
          { kind: "heading", text: `進捗（${notes.length}件）` },
          ...(trail(notes, scale) ?? []),
          { kind: "list", items: notes.map((note) => noteItem(note, scale, confirmations.get(note.id))) },
        ];
  body.push(...evaluationLines(data.evaluations));
  body.push(...data.forerunners.flatMap((forerunner) => forerunnerBlocks(forerunner, goal)));
  return {
    kind: "message",
    audience: "private",
    blocks: [
      ...paginate(head, body, {
        size: surface.pageSize,
        page,
        turn: (next) => ({ do: "goal", goal: goal.id, page: next }),
      }),
      { kind: "fine", spans: [quiet("ひと押しで報告")] },
      { kind: "buttons", buttons: quickButtons(goal, scale, String(surface.now)) },
      {
        kind: "buttons",
        buttons: [
          {
            label: "進捗を報告",
            press: { do: "report-form", department: department.id, goal: goal.id },
            style: "primary",
          },
          { label: `${department.name}へ`, press: { do: "department", department: department.id } },
          shareButton({ do: "goal", goal: goal.id }),
        ],
      },
    ],
  };
}

type PrintedGoal = Pick<GoalData, "plan" | "department" | "sectionName" | "goal" | "details">;

/** The goal as the document prints it. */
function printed({ plan, department, sectionName, goal, details }: PrintedGoal): Block[] {
  const counted = details.find(({ kind }) => kind === "number");
  const others = details.filter((detail) => detail !== counted);
  const place = [planLabel(plan), department.name, sectionName].filter(
    (part) => part !== null && part !== "",
  );
  return [
    {
      kind: "title",
      text: `${department.name}　重点目標 ${goal.number}${counted === undefined ? "" : `（No.${counted.text}）`}`,
    },
    { kind: "text", spans: [bold(goal.text)] },
    { kind: "fine", spans: [quiet(place.join("　"))] },
    ...others.map(({ label, text }): Block => ({ kind: "fine", spans: [quiet(`${label}　${text}`)] })),
  ];
}

/** The same for people of another municipality: what is printed. */
export function printedGoalView(data: PrintedGoal): Message {
  const { plan, department, goal } = data;
  return {
    kind: "message",
    audience: "private",
    blocks: [
      ...printed(data),
      withheldNote(plan),
      {
        kind: "buttons",
        buttons: [
          { label: `${department.name}へ`, press: { do: "department", department: department.id } },
          shareButton({ do: "goal", goal: goal.id }),
        ],
      },
    ],
  };
}

/** 前年度から: what was last known of the goal that it carries on. */
function forerunnerBlocks(
  { plan, department, goal, notes, evaluations, scale }: Forerunner,
  now: Goal,
): Block[] {
  const name = `${department?.name ?? ""} ${goal.number}`.trim();
  const words = goal.text === now.text ? "" : `「${shorten(goal.text, 80)}」`;
  return [
    { kind: "heading", text: `前年度から（${fiscalYearLabel(plan.fiscalYear)} ${name}）` },
    { kind: "text", spans: [span(`${words}${standing(goal, scale)}`)] },
    ...(notes.length === 0
      ? []
      : [{ kind: "list" as const, items: notes.map((note) => noteItem(note, scale)) }]),
    ...evaluationLines(evaluations.slice(0, 1)),
  ];
}

/** One press records 変更なし or a state; `nonce` makes a second press of the same button the same act. */
function quickButtons(goal: Goal, scale: readonly PlacedLevel[], nonce: string): Button[] {
  const levels = scale.filter((level) => QUICK_STATES.has(level.key)).slice(0, 8);
  return [
    { label: "変更なし", press: { do: "quick", goal: goal.id, nonce } },
    ...levels.map(
      (level): Button => ({
        label: level.label,
        press: { do: "quick", goal: goal.id, level: level.ord, label: level.label, nonce },
      }),
    ),
  ];
}

/** The rarer states are in the form. */
const QUICK_STATES: ReadonlySet<StateKey> = new Set([
  "on_track",
  "mostly_on_track",
  "slightly_behind",
  "behind",
  "done",
]);

function stateLine(goal: Goal, scale: readonly PlacedLevel[], now: number): Span[] {
  const spans = [span("状態　"), bold(standing(goal, scale))];
  if (goal.lastNoteAt !== null) spans.push(span(`　最後の報告 ${shortDay(goal.lastNoteAt)}`));
  const mark = silenceMark(goal, now);
  if (mark !== null) return [...spans, span("　"), bold(mark)];
  const due = dueAt(goal);
  return due === null ? spans : [...spans, quiet(`　次の報告の目安 ${shortDay(due)} まで`)];
}

/** The states of the year in one line, oldest first, where there are at least two. */
function trail(notes: readonly Note[], scale: readonly PlacedLevel[]): Block[] | null {
  const said = notes.filter((note) => note.state !== null).reverse();
  if (said.length < 2) return null;
  const steps = said
    .slice(-6)
    .map(
      (note) =>
        `${shortDay(note.saidAt)} ${note.state === null ? "" : stateLabel(scale, note.state, note.level)}`,
    );
  return [{ kind: "fine", spans: [quiet(steps.join(" → "))] }];
}

/** What the goal is a part of, with the indicators of each level. */
function levelBlocks(levels: readonly PlanLevel[]): Block[] {
  return levels.map(({ kind, name, indicators }) => ({
    kind: "fine",
    spans: [
      quiet(
        [
          `${LEVEL_LABELS[kind]}　${name}`,
          ...indicators.map((each) => `指標　${levelIndicatorWords(each)}`),
        ].join("\n"),
      ),
    ],
  }));
}

/** A note as a line of a diary: day, state, words; below it who said it and through what. */
export function noteItem(note: Note, scale: readonly PlacedLevel[], confirmation?: Confirmation): ListItem {
  const said = noteStanding(note, scale);
  const who = `${note.authorName}${proxyWords(note.onBehalfOf)}`;
  return {
    marker: shortDay(note.saidAt),
    spans: [bold(said), span(note.text === "" ? "" : `　${note.text}`)],
    detail: [
      quiet(who),
      ...(note.revision > 1 ? [quiet("（書き直しあり）")] : []),
      ...(markOf(confirmation) === "" ? [] : [quiet(`　${markOf(confirmation)}`)]),
      ...(note.permalink === null ? [] : [quiet("　"), { text: "元の投稿", link: note.permalink }]),
    ],
  };
}

/** 課長確認 in words: 確認済み with who said yes, and in whose place; the empty string where it is off. */
function markOf(confirmation: Confirmation | undefined): string {
  if (confirmation === undefined) return "";
  const { verdict, byName, asDeputy } = confirmation;
  if (verdict === null) return "未確認";
  return verdict === "returned" ? "差戻し中" : `確認済み ${byName ?? ""}${asDeputy ? "（代理）" : ""}`.trim();
}

/** What a note says of the state: only what somebody wrote. */
export function noteStanding(note: Note, scale: readonly PlacedLevel[]): string {
  const percent = note.percent === null ? null : `${note.percent}%`;
  if (note.state === null) return percent ?? (note.unchanged ? "変更なし" : "（状態の記入なし）");
  const label = stateLabel(scale, note.state, note.level);
  return percent === null ? label : `${label}・${percent}`;
}
