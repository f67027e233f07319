import { longDay, shortDay, tokyoParts } from "../../../domain/time.js";
import { planTitle } from "../../../export/xlsx/cell-text.js";
import type { Surface } from "../../context.js";
import { pagedAnswer } from "../../paging.js";
import type { Query } from "../../query.js";
import { type Block, bold, type Form, type Message, quiet, say, span } from "../../reply.js";
import { planLabel, shareButton, shorten } from "../look-up/plan-words.js";
import type { AnsweredGoal, AssemblyAnswer, SaidReport } from "./assembly-answer.js";

/** As many earlier reports as can be read out; the goal's own page has the rest. */
const MOST_PAST = 6;
const NOTHING = "確認済みの記載はありません。";

/** 答弁: each goal as 現状／これまでの取組／今後, with a source to be copied. */
export function assemblyView(
  answer: AssemblyAnswer,
  query: Extract<Query, { readonly do: "assembly" | "assembly-department" }>,
  surface: Surface,
): Message {
  const { topic, goals, policies, confirming, unconfirmed } = answer;
  const head: Block[] = [
    { kind: "title", text: `答弁のための資料　${topic}` },
    {
      kind: "fine",
      spans: [
        quiet(
          confirming
            ? `課長確認の済んだ報告だけを載せています。${unconfirmed === 0 ? "" : `確認の済んでいない報告 ${unconfirmed}件は載せていません。`}`
            : "課長確認を使っていないため、確認前の報告をそのまま載せています。内容を担当の部に確かめてからお使いください。",
        ),
      ],
    },
  ];
  const body: Block[] = [
    ...goals.flatMap((goal) => goalBlocks(goal, confirming)),
    ...(policies.length === 0
      ? []
      : [
          { kind: "heading" as const, text: "経営方針など" },
          {
            kind: "list" as const,
            items: policies.map(({ plan, department, text }) => ({
              marker: department,
              spans: [span(text)],
              detail: [quiet(planLabel(plan))],
            })),
          },
        ]),
  ];
  return pagedAnswer(
    head,
    body,
    {
      size: surface.pageSize,
      page: query.page ?? 1,
      turn: (page) => ({ ...query, page }),
    },
    [{ label: "別のことばで探す", press: { do: "assembly-form" } }, shareButton(query)],
  );
}

function goalBlocks(answered: AnsweredGoal, confirming: boolean): Block[] {
  const { plan, department, goal, current, past, coming } = answered;
  const nothing = confirming ? NOTHING : "記載はありません。";
  const line = (label: string, text: string): Block => ({
    kind: "text",
    spans: [bold(`${label}　`), span(text)],
  });
  const shown = past.slice(-MOST_PAST);
  const more = past.length - shown.length;
  return [
    { kind: "heading", text: `${department.name} ${goal.number}　${shorten(goal.text, 120)}` },
    line("現状", current === null ? nothing : reportWords(current)),
    ...(shown.length === 0
      ? [line("これまでの取組", nothing)]
      : [
          { kind: "text" as const, spans: [bold("これまでの取組")] },
          {
            kind: "list" as const,
            items: shown.map((report) => ({ marker: dayOf(report.at), spans: [span(wordsOf(report))] })),
          },
          ...(more === 0 ? [] : [{ kind: "fine" as const, spans: [quiet(`ほかに ${more}件あります。`)] }]),
        ]),
    ...(coming.length === 0
      ? [line("今後", nothing)]
      : coming.map(({ label, text }, index) => line(index === 0 ? "今後" : "　　", `${label}: ${text}`))),
    {
      kind: "fine",
      spans: [
        quiet(
          `出典: ${planTitle(plan)}　${department.name} 重点目標${goal.number}${current === null ? "" : `　${dayOf(current.at)} ${current.post ?? "担当者"}の報告`}`,
        ),
      ],
    },
  ];
}

/** `令和の年` is in the plan's label; here the day with its year, because several years stand together. */
const dayOf = (at: number): string => `${tokyoParts(at).year}/${shortDay(at)}`;

const wordsOf = ({ state, text, post }: SaidReport): string =>
  `${[state, text].filter((part) => part !== null && part !== "").join("　")}（${post ?? "担当者"}）`;

const reportWords = (report: SaidReport): string =>
  `${wordsOf(report)}　${tokyoParts(report.at).year}年${longDay(report.at)}の報告`;

export const noTopicView = (): Message => ({
  ...say("何についての答弁かを、ことばで書いてください。例: /policy 答弁 避難行動要支援者"),
  blocks: [
    {
      kind: "text",
      spans: [span("何についての答弁かを、ことばで書いてください。例: /policy 答弁 避難行動要支援者")],
    },
    { kind: "buttons", buttons: [{ label: "ことばを入力する", press: { do: "assembly-form" } }] },
  ],
});

export function nothingToAnswerView(topic: string): Message {
  return {
    ...say(""),
    blocks: [
      {
        kind: "text",
        spans: [
          span(
            `「${shorten(topic, 60)}」を含む目標、方針、報告は、どの部、どの年度にもありません。短いことばでお試しください。`,
          ),
        ],
      },
      { kind: "buttons", buttons: [{ label: "別のことばで探す", press: { do: "assembly-form" } }] },
    ],
  };
}

export function askTopicForm(): Form {
  return {
    kind: "form",
    id: "assembly",
    title: "答弁のための資料",
    submit: "探す",
    context: "{}",
    intro: [span("全部の部と年度から、確認済みの報告を探します。")],
    fields: [{ name: "topic", label: "ことば", hint: "避難行動要支援者", type: "text", maxLength: 100 }],
  };
}

/** First on the home page of managers while the assembly sits. */
export function assemblyHomeBlocks(
  label: string,
  own: { readonly id: number; readonly name: string } | null,
): Block[] {
  return [
    { kind: "heading", text: `答弁のための資料（${label}）` },
    { kind: "text", spans: [span("確認済みの報告を、全部の部と年度から、ことばで探せます。")] },
    {
      kind: "buttons",
      buttons: [
        { label: "ことばで探す", press: { do: "assembly-form" }, style: "primary" },
        ...(own === null
          ? []
          : [
              {
                label: `${own.name}の目標ごとに見る`,
                press: { do: "assembly-department" as const, department: own.id },
              },
            ]),
      ],
    },
    { kind: "divider" },
  ];
}
