import { lastEvaluationWords } from "../../../domain/improvement.js";
import { fiscalYearLabel } from "../../../domain/time.js";
import { compareWording, type WordingPart } from "../../../domain/wording.js";
import { isOpenLink, type Link, type LinkKind } from "../../../store/links.js";
import { type LinkEnd, type NamedLink, type UsedLink, useOfLink } from "../../../store/named-links.js";
import type { Plan } from "../../../store/plans.js";
import {
  type Block,
  type Button,
  bold,
  type Form,
  type Message,
  quiet,
  type Span,
  span,
} from "../../reply.js";
import { shorten } from "../look-up/plan-words.js";

/** From one year to the next: what is open, and the departments that do not simply go on. */
export interface YearStep {
  readonly from: Plan;
  readonly to: Plan;
  readonly total: number;
  readonly open: readonly NamedLink[];
  readonly departments: readonly NamedLink[];
  /** How many of the later year carry on nothing of the earlier. */
  readonly fresh: number;
}

/** What is chosen in the form where nothing goes on: of something earlier, and of something new. */
export const ENDED = "ended";
export const NEW = "new";

/** The words for how something goes on, in chat and in the terminal. */
export const LINK_WORDS: Readonly<Record<LinkKind, string>> = {
  same: "継続",
  reworded: "文言の変更",
  renamed: "改称",
  moved: "所管替え",
  split: "分割",
  merged: "統合",
  new: "新規",
  ended: "終了",
};

export const UNCONFIRMED = "未確認";
/** Where nothing stands on one side. */
export const NOTHING_BEFORE = "（なし）";
export const NOTHING_AFTER = "（続くものなし）";

/** A department by its name, a goal with its department and number. */
export const endWords = ({ department, number, text }: LinkEnd): string =>
  text === department && number === null
    ? department
    : `${department} ${number === null ? "" : `${number} `}${text}`;

/** How far a link is settled. */
export function standingOf(link: Pick<Link, "sure" | "confirmedAt">): string {
  if (link.confirmedAt !== null) return "確認済み";
  return isOpenLink(link) ? UNCONFIRMED : "確かなもの";
}

/** How many open links one message asks about. */
const MOST = 8;

const words = ({ from, to }: NamedLink): string =>
  [from, to].map((side) => (side === null ? NOTHING_BEFORE : shorten(endWords(side), 60))).join(" → ");

export function lineageView(steps: readonly YearStep[], closable: readonly Plan[]): Message {
  const blocks: Block[] = [
    { kind: "title", text: "系譜（年度から年度へ）" },
    ...(steps.length === 0
      ? [
          {
            kind: "text" as const,
            spans: [
              span("まだ二つの年度の計画がありません。次の年度の文書を取り込むと、続き方の案を示します。"),
            ],
          },
        ]
      : steps.flatMap(stepBlocks)),
    ...closable.flatMap(closeBlocks),
  ];
  return { kind: "message", audience: "private", blocks };
}

function stepBlocks({ from, to, total, open, departments, fresh }: YearStep): Block[] {
  const shown = open.slice(0, MOST);
  return [
    {
      kind: "heading",
      text: `${to.municipality}　${fiscalYearLabel(from.fiscalYear)} → ${fiscalYearLabel(to.fiscalYear)}`,
    },
    {
      kind: "text",
      spans: [span(`続き方 ${total}件のうち、確かめていただきたいもの ${open.length}件`)],
    },
    ...(departments.length === 0
      ? []
      : [
          {
            kind: "list" as const,
            items: departments.map((each) => ({
              marker: LINK_WORDS[each.kind],
              spans: [span(words(each))],
              detail: [quiet(standingOf(each))],
            })),
          },
        ]),
    ...shown.flatMap(openBlocks),
    ...(open.length > shown.length
      ? [
          {
            kind: "fine" as const,
            spans: [quiet(`ほか ${open.length - shown.length}件は、これらのあとに示します。`)],
          },
        ]
      : []),
    ...(shown.length > 1
      ? [
          {
            kind: "buttons" as const,
            buttons: [
              {
                label: `この${shown.length}件をすべて確認`,
                press: { do: "link-confirm" as const, links: shown.map(({ id }) => id) },
              },
            ],
          },
        ]
      : []),
    ...(fresh === 0
      ? []
      : [
          {
            kind: "buttons" as const,
            buttons: [
              { label: `新規 ${fresh}件を見る・直す`, press: { do: "link-fresh" as const, plan: to.id } },
            ],
          },
        ]),
  ];
}

/** What counts as new in a plan; whatever is pressed asks what it carries on after all. */
export function freshView(plan: Plan, fresh: readonly NamedLink[]): Message {
  const items = fresh.flatMap(({ id, to, ...link }) =>
    to === null
      ? []
      : [
          {
            marker: LINK_WORDS.new,
            spans: [span(endWords(to))],
            detail: [quiet(standingOf(link))],
            open: { do: "link-form" as const, link: id },
          },
        ],
  );
  const said =
    items.length === 0
      ? "前の年度から続くものとしていない部や目標は、ありません。"
      : "前の年度から続くものがあれば、選んで直してください。担当者と報告の間隔が引き継がれ、「前年度から」が出るようになります。";
  const list: Block[] = items.length === 0 ? [] : [{ kind: "list", items }];
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "title", text: `${plan.municipality} ${fiscalYearLabel(plan.fiscalYear)}の新規` },
      { kind: "text", spans: [span(said)] },
      ...list,
    ],
  };
}

function openBlocks(link: NamedLink): Block[] {
  const { from, to } = link;
  const buttons: Button[] = [
    { label: "このとおり", press: { do: "link-confirm", links: [link.id] }, style: "primary" },
    { label: "直す", press: { do: "link-form", link: link.id } },
  ];
  return [
    {
      kind: "text",
      spans: [bold(LINK_WORDS[link.kind]), span(`　${from === null ? NOTHING_BEFORE : endWords(from)}`)],
    },
    ...evaluationOfEnd(link),
    { kind: "text", spans: to === null ? [span(`→ ${NOTHING_AFTER}`)] : arrived(from, to) },
    { kind: "buttons", buttons },
  ];
}

/** 今後の方向 and 課題 of the year before, and what does not go with them. */
export function lastYearWords(link: UsedLink): readonly string[] {
  const evaluation = link.from?.evaluation ?? null;
  const words = evaluation === null ? "" : lastEvaluationWords(evaluation);
  const { why } = useOfLink(link);
  return [words, why].filter((part) => part !== "");
}

const evaluationOfEnd = (link: NamedLink): Block[] =>
  lastYearWords(link).map((words) => ({ kind: "fine", spans: [quiet(words)] }));

/** The later words, with what the earlier did not have in bold. */
function arrived(from: LinkEnd | null, to: LinkEnd): Span[] {
  const place = endWords({ ...to, text: "" });
  const parts: readonly WordingPart[] =
    from === null ? [{ text: to.text, differs: false }] : compareWording(from.text, to.text).after;
  const spans = parts.map(({ text, differs }) => (differs ? bold(text) : span(text)));
  return [span(`→ ${to.number === null ? "" : place}`), ...spans];
}

function closeBlocks(plan: Plan): Block[] {
  const year = fiscalYearLabel(plan.fiscalYear);
  return [
    {
      kind: "text",
      spans: [
        span(
          plan.closedAt === null
            ? `${year}は、期末の報告を受け付けています。`
            : `${year}は締め切ってあります（読むだけです）。`,
        ),
      ],
    },
    {
      kind: "buttons",
      buttons: [
        plan.closedAt === null
          ? { label: `${year}を締め切る`, press: { do: "close-year", plan: plan.id, open: false } }
          : { label: `${year}を再び開く`, press: { do: "close-year", plan: plan.id, open: true } },
      ],
    },
  ];
}

/** @param choices where the earlier one goes on; of something new, what it may carry on */
export function correctionForm(
  { id, from, to }: NamedLink,
  choices: readonly { readonly value: string; readonly label: string }[],
): Form {
  const words =
    from === null
      ? {
          title: "前の年度から続ける",
          label: "前の年度のどれから続くか",
          nothing: { value: NEW, label: "続くものではない（新規）" },
          initial: NEW,
        }
      : {
          title: "続く先を直す",
          label: "次の年度に続く先",
          nothing: { value: ENDED, label: "続くものはない（終了）" },
          initial: to === null ? null : String(to.id),
        };
  const about = from ?? to;
  return {
    kind: "form",
    id: "link",
    title: words.title,
    submit: "保存する",
    context: JSON.stringify({ link: id }),
    intro: [span(about === null ? "" : endWords(about))],
    fields: [
      {
        name: "to",
        label: words.label,
        type: "select",
        options: [
          words.nothing,
          ...choices.map(({ value, label }) => ({ value, label: shorten(label, 60) })),
        ],
        ...(words.initial === null ? {} : { initial: words.initial }),
      },
    ],
  };
}
