/** One goal's sheet, a department's sheets, and what became of what somebody wrote. */

import {
  type Asked,
  beginning,
  EMPTY_EVALUATION,
  EVALUATION_FIELDS,
  EVALUATION_TEXT_LIMIT,
  type EvaluationContent,
  type EvaluationField,
  type EvaluationWord,
  FIELD_LABELS,
  missingFields,
  type Prefill,
  shownWord,
} from "../../../domain/evaluation.js";
import { proxyWords } from "../../../domain/proxy-words.js";
import { shortDay, shortTime } from "../../../domain/time.js";
import type { Department } from "../../../store/departments.js";
import type { Evaluation, EvaluationConflict } from "../../../store/evaluations.js";
import type { Goal } from "../../../store/goals.js";
import type { Occasion } from "../../../store/occasions.js";
import { type PlacedLevel, standingAsOf } from "../../../store/scale.js";
import {
  type Block,
  type Button,
  bold,
  type Form,
  type FormField,
  type Message,
  quiet,
  say,
  span,
} from "../../reply.js";
import { shorten } from "../look-up/plan-words.js";
import {
  type Collision,
  collisionBlocks,
  occasionName,
  type SheetCounts,
  sheetCountWords,
} from "./occasion-view.js";

export interface Sheet {
  readonly occasion: Occasion;
  readonly department: Department;
  readonly goal: Goal;
  readonly evaluation: Evaluation | null;
  readonly conflicts: readonly EvaluationConflict[];
}

/** A department's sheets, those that lack something first shown as such. */
export function departmentSheetsView(
  occasion: Occasion,
  standing: SheetCounts,
  sheets: readonly {
    readonly goal: Goal;
    readonly evaluation: Evaluation | null;
    /** Whether two people wrote into one field of it. */
    readonly collided: boolean;
  }[],
  given: { readonly confirming: boolean; readonly collisions: readonly Collision[] },
): Message {
  const { confirming, collisions } = given;
  const { department } = standing;
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "title", text: `${occasion.name}　${department.name}` },
      { kind: "text", spans: [span(sheetCountWords(standing, confirming))] },
      ...collisionBlocks(occasion, collisions, "one"),
      {
        kind: "list",
        items: sheets.map(({ goal, evaluation, collided }) => ({
          marker: String(goal.number),
          spans: [span(shorten(goal.text, 80))],
          detail: [
            quiet(
              `${sheetLine(occasion.asked, evaluation, confirming)}${collided ? "　記入の重なりあり" : ""}`,
            ),
          ],
          open: { do: "evaluation-sheet" as const, occasion: occasion.id, goal: goal.id },
          openLabel: `${goal.number} ${shorten(goal.text, 60)}`,
        })),
      },
      {
        kind: "buttons",
        buttons: [
          {
            label: "画面でまとめて記入・確認する",
            press: { do: "evaluation-page", occasion: occasion.id, department: department.id },
          },
          { label: "評価の一覧へ", press: { do: "evaluations", plan: occasion.planId } },
        ],
      },
    ],
  };
}

/** `B 概ね達成した　継続　確認済み` or what is missing. */
export function sheetLine(asked: Asked, evaluation: Evaluation | null, confirming: boolean): string {
  if (evaluation === null) return "未記入";
  const missing = missingFields(asked, evaluation).map((field) => FIELD_LABELS[field]);
  const parts = [
    evaluation.achievement,
    evaluation.direction,
    ...(missing.length === 0 ? [] : [`未記入: ${missing.join("・")}`]),
    ...(confirming || evaluation.verdict === "returned" ? [verdictWords(evaluation)] : []),
  ];
  return parts.filter((part) => part !== "").join("　");
}

const verdictWords = ({ verdict, asDeputy }: Evaluation): string => {
  const words = verdict === "confirmed" ? "確認済み" : verdict === "returned" ? "差戻し" : "未確認";
  return asDeputy ? `${words}（代理）` : words;
};

/** `佐藤（課長の代理）　10月5日 10:00` */
export const writtenWords = (evaluation: Evaluation): string =>
  `${writerWords(evaluation)}　${shortTime(evaluation.writtenAt)}`;

/** Who wrote it, and in whose place. */
export const writerWords = ({ authorName, onBehalfOf }: Evaluation): string =>
  `${authorName}${proxyWords(onBehalfOf)}`;

/** One sheet: what is written, what the year's notes say, and the ways to write and, for who may, to decide. */
export function sheetView(
  sheet: Sheet,
  offered: Prefill,
  scale: readonly PlacedLevel[],
  how: { readonly confirming: boolean; readonly mayDecide: boolean },
): Message {
  const { confirming, mayDecide } = how;
  const { occasion, department, goal, evaluation, conflicts } = sheet;
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "title", text: `${occasionName(occasion)}　${department.name} ${goal.number}` },
      { kind: "text", spans: [bold(goal.text)] },
      ...(evaluation === null
        ? [{ kind: "text" as const, spans: [span("まだ記入がありません。")] }]
        : contentBlocks(occasion.asked, evaluation)),
      ...(evaluation === null
        ? []
        : [
            {
              kind: "fine" as const,
              spans: [
                quiet(`${writtenWords(evaluation)}${confirming ? `　${verdictWords(evaluation)}` : ""}`),
              ],
            },
          ]),
      ...conflicts.flatMap((conflict) => conflictBlocks(evaluation, conflict)),
      ...(occasion.closedAt === null ? offeredBlocks(offered, scale) : []),
      ...(mayDecide ? decisionBlocks(sheet) : []),
      {
        kind: "buttons",
        buttons: [
          ...(occasion.closedAt === null
            ? [
                {
                  label: evaluation === null ? "記入する" : "書き直す",
                  press: { do: "evaluation-form" as const, occasion: occasion.id, goal: goal.id },
                  ...(mayDecide ? {} : { style: "primary" as const }),
                },
              ]
            : []),
          {
            label: `${department.name}の評価へ`,
            press: { do: "evaluation-department", occasion: occasion.id, department: department.id },
          },
        ],
      },
    ],
  };
}

export function contentBlocks(asked: Asked, content: EvaluationContent): Block[] {
  return EVALUATION_FIELDS.filter((field) => asked[field] !== "off" || content[field] !== "").map(
    (field) => ({
      kind: "text",
      spans: [bold(`${FIELD_LABELS[field]}　`), span(content[field] === "" ? "（未記入）" : content[field])],
    }),
  );
}

/** `順調（9/29）`, or that nobody has said a state. */
export const lastStateWords = (offered: Prefill, scale: readonly PlacedLevel[]): string =>
  `${standingAsOf(scale, offered)}${offered.last === null ? "" : `（${shortDay(offered.last.saidAt)}）`}`;

/** What the notes say, for reading beside the form. */
function offeredBlocks(offered: Prefill, scale: readonly PlacedLevel[]): Block[] {
  const { result, issue, promised } = offered;
  const parts = [
    ["最後に報告された状態", lastStateWords(offered, scale)],
    ["この間の報告", result],
    ["遅れなどの報告", issue],
    ["予定とされ、その後の報告がないもの", promised.join("\n")],
  ] as const;
  return parts
    .filter(([, text]) => text !== "")
    .map(([label, text]) => ({ kind: "fine", spans: [quiet(`${label}\n${text}`)] }));
}

/** 両方をつなげる joins words; of two choices the one that stands is kept, and the button says so. */
export function joinLabel(fields: readonly EvaluationField[]): string {
  const chosen = fields.filter((field) => field === "achievement" || field === "direction");
  const kept = chosen.map((field) => FIELD_LABELS[field]).join("・");
  return chosen.length === 0 ? "両方をつなげる" : `文をつなげる（${kept}は今のまま）`;
}

/** Both texts, with who wrote them, and the three ways out. */
function conflictBlocks(evaluation: Evaluation | null, conflict: EvaluationConflict): Block[] {
  const fields = EVALUATION_FIELDS.filter((field) => conflict.fields[field] !== undefined);
  const hasWords = fields.some((field) => field === "result" || field === "issue");
  const take = (label: string, take: "mine" | "theirs" | "both") => ({
    label,
    press: { do: "evaluation-settle" as const, conflict: conflict.id, take },
  });
  return [
    {
      kind: "text",
      spans: [bold("同じ欄に別の記入があります。どちらも残してあります。")],
    },
    ...fields.flatMap((field): Block[] => [
      {
        kind: "text",
        spans: [bold(`${FIELD_LABELS[field]}　今の記入`), span(`「${evaluation?.[field] ?? ""}」`)],
      },
      {
        kind: "text",
        spans: [
          bold(`${conflict.authorName}さんの記入（${shortTime(conflict.at)}）`),
          span(`「${conflict.fields[field] ?? ""}」`),
        ],
      },
    ]),
    {
      kind: "buttons",
      buttons: [
        take("今の記入のまま", "theirs"),
        take(`${shorten(conflict.authorName, 20)}さんの記入にする`, "mine"),
        ...(hasWords ? [take(joinLabel(fields), "both")] : []),
      ],
    },
  ];
}

/** The form of one sheet, begun with what is there or what the notes offer. */
export function evaluationForm(
  { occasion, department, goal, evaluation }: Sheet,
  offered: Prefill,
  scale: readonly PlacedLevel[],
  words: readonly EvaluationWord[],
): Form {
  const begun = beginning(evaluation, offered);
  const intro = [
    `${department.name} ${goal.number}　${shorten(goal.text, 100)}`,
    `最後に報告された状態: ${lastStateWords(offered, scale)}`,
    ...(evaluation === null && (offered.result !== "" || offered.issue !== "")
      ? ["これまでの報告を下書きとして入れてあります。直してから送ってください。"]
      : []),
    ...(offered.promised.length === 0
      ? []
      : [`予定とされ、その後の報告がないもの: ${offered.promised.slice(0, 3).join("、")}`]),
  ];
  return {
    kind: "form",
    id: "evaluation",
    title: shorten(`${occasion.name}の記入`, 24),
    submit: "保存する",
    context: JSON.stringify({ occasion: occasion.id, goal: goal.id, revision: evaluation?.revision ?? 0 }),
    intro: [span(intro.join("\n"))],
    fields: EVALUATION_FIELDS.filter((field) => occasion.asked[field] !== "off").map((field) =>
      formField(field, occasion.asked, begun, words),
    ),
  };
}

/** The value of having chosen nothing. */
export const NOT_CHOSEN = "-";

function formField(
  field: EvaluationField,
  asked: Asked,
  begun: EvaluationContent,
  words: readonly EvaluationWord[],
): FormField {
  const label = `${FIELD_LABELS[field]}${asked[field] === "required" ? "" : "（任意）"}`;
  if (field === "result" || field === "issue")
    return {
      name: field,
      label,
      type: "text",
      multiline: true,
      maxLength: EVALUATION_TEXT_LIMIT,
      optional: true,
      ...(begun[field] === "" ? {} : { initial: begun[field] }),
    };
  const shown = words.filter(({ kind }) => kind === field).map(shownWord);
  const known = begun[field] === "" || shown.includes(begun[field]) ? shown : [begun[field], ...shown];
  return {
    name: field,
    label,
    type: "select",
    options: [
      { value: NOT_CHOSEN, label: "（まだ選ばない）" },
      ...known.map((word) => ({ value: word, label: word })),
    ],
    initial: begun[field] === "" ? NOT_CHOSEN : begun[field],
  };
}

/** What was kept, and what is still missing. */
export function savedView(sheet: Sheet, changed: boolean): Message {
  const { occasion, department, goal, evaluation, conflicts } = sheet;
  const missing = missingFields(occasion.asked, evaluation ?? EMPTY_EVALUATION).map(
    (field) => FIELD_LABELS[field],
  );
  const name = `${department.name} ${goal.number} の${occasion.name}`;
  const message = say(
    changed
      ? `${name}を記録しました。`
      : conflicts.length > 0
        ? `${name}には、先に別の方の記入があります。あなたの記入も残しました。`
        : `${name}をすでに記録してあります。`,
    ...(missing.length === 0 ? [] : [`まだ記入のない項目: ${missing.join("・")}`]),
  );
  return {
    ...message,
    blocks: [...message.blocks, ...conflicts.flatMap((each) => conflictBlocks(evaluation, each))],
  };
}

/** To the author of a reply, alone. */
export function takenView(
  occasion: Occasion,
  lines: readonly string[],
  problems: readonly string[],
  sheets: readonly Sheet[],
): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: [
      ...(lines.length === 0
        ? []
        : [{ kind: "text" as const, spans: [span(`${occasion.name}に記録しました: ${lines.join("、")}`)] }]),
      ...problems.map((problem): Block => ({ kind: "text", spans: [span(problem)] })),
      ...sheets.flatMap(({ goal, evaluation, conflicts }) =>
        conflicts.length === 0
          ? []
          : [
              { kind: "text" as const, spans: [bold(`${goal.number} ${shorten(goal.text, 60)}`)] },
              ...conflicts.flatMap((each) => conflictBlocks(evaluation, each)),
            ],
      ),
    ],
  };
}

export const settledConflictView = (): Message => say("記入を決めました。もう一方の記入も、履歴に残ります。");

export const occasionClosedView = (occasion: Occasion): Message =>
  say(`${occasion.name}は企画課が終えたため、記録していません。直したいときは企画課にお申し出ください。`);

export const noSheetView = (): Message =>
  say("この評価は見つかりません。「/policy 評価」でもう一度開いてください。");

export interface ShownEvaluation {
  readonly occasion: Occasion;
  readonly evaluation: Evaluation;
}

/** 評価 with a goal, where it is looked up. */
export function evaluationLines(shown: readonly ShownEvaluation[]): Block[] {
  return shown.flatMap(({ occasion, evaluation }): Block[] => [
    { kind: "heading", text: occasionName(occasion) },
    ...contentBlocks(occasion.asked, evaluation),
    {
      kind: "fine",
      spans: [
        quiet(
          `${writerWords(evaluation)}　${shortDay(evaluation.writtenAt)}${evaluation.verdict === "confirmed" ? `　${verdictWords(evaluation)}` : ""}`,
        ),
      ],
    },
  ]);
}

/** Why a sheet waits before its 確認: nobody can confirm two texts at once. */
export const CONFLICT_FIRST =
  "同じ欄に別の方の記入が残っているため、まだ確認できません。どちらの記入にするかを決めてから確認してください。";

const collidedButton = (occasion: Occasion, goal: Goal): Button => ({
  label: "重なった記入を見る",
  press: { do: "evaluation-sheet", occasion: occasion.id, goal: goal.id },
  style: "primary",
});

/** Somebody pressed 確認 while a second text stands beside the first. */
export function conflictFirstView({ occasion, goal }: Sheet): Message {
  const told = say(CONFLICT_FIRST);
  return {
    ...told,
    blocks: [...told.blocks, { kind: "buttons", buttons: [collidedButton(occasion, goal)] }],
  };
}

/** 確認 and 差戻し of a sheet; one with two people's words in one field is settled first. */
export function decisionBlocks({
  occasion,
  goal,
  evaluation,
  conflicts,
}: Pick<Sheet, "occasion" | "goal" | "evaluation" | "conflicts">): Block[] {
  if (evaluation === null) return [];
  const about = { evaluation: evaluation.id, revision: evaluation.revision };
  const yes: Button[] = [
    { label: "確認", press: { do: "evaluation-confirm", ...about }, style: "primary" },
    { label: "確認（公表可）", press: { do: "evaluation-confirm", ...about, public: true } },
  ];
  return [
    ...(conflicts.length === 0 ? [] : [{ kind: "text" as const, spans: [span(CONFLICT_FIRST)] }]),
    {
      kind: "buttons",
      buttons: [
        ...(conflicts.length === 0 ? yes : [collidedButton(occasion, goal)]),
        { label: "差戻し", press: { do: "evaluation-return-form", ...about } },
      ],
    },
  ];
}
