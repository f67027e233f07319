import { longDay, shortDay, shortTime } from "../../../domain/time.js";
import {
  byDepartment,
  countOf,
  type DepartmentDifference,
  type Difference,
  differenceCounts,
  GOAL_CHANGES,
  isShort,
  NOTE_CHANGES,
  type NoteStep,
  periodWords,
} from "../../../export/instants/difference.js";
import type { Department } from "../../../store/departments.js";
import type { Goal } from "../../../store/goals.js";
import type { Instant } from "../../../store/instants.js";
import type { Plan } from "../../../store/plans.js";
import type { PlacedLevel } from "../../../store/scale.js";
import type { Surface } from "../../context.js";
import { paginate } from "../../paging.js";
import type { Query } from "../../query.js";
import { type Block, type Form, type ListItem, type Message, quiet, say, span } from "../../reply.js";
import { planLabel, shareButton, shorten, stateCounts } from "../look-up/plan-words.js";

const message = (blocks: readonly Block[]): Message => ({ kind: "message", audience: "private", blocks });

const EXAMPLE = "例: /policy 時点 9月末 2026-09-30";

/** The instants of a plan. */
export function instantsView(plan: Plan, instants: readonly Instant[], planner: boolean): Message {
  const title: Block = { kind: "title", text: `時点　${planLabel(plan)}` };
  if (instants.length === 0) {
    return message([
      title,
      { kind: "text", spans: [span("固定した時点はまだありません。")] },
      ...(planner
        ? [
            {
              kind: "fine" as const,
              spans: [quiet(`名前と日付で、その日の終わりの内容を固定できます。${EXAMPLE}`)],
            },
          ]
        : []),
    ]);
  }
  return message([
    title,
    {
      kind: "list",
      items: instants.map((instant) => ({
        marker: shortDay(instant.at),
        spans: [span(instant.name)],
        detail: [quiet(`${shortTime(instant.at)} の内容　${shortTime(instant.madeAt)} に固定`)],
        open: { do: "instant", id: instant.id },
        openLabel: instant.name,
      })),
    },
    {
      kind: "fine",
      spans: [
        quiet(`2つの名前を並べると違いを見られます。${planner ? EXAMPLE : "例: /policy 時点 9月末 今"}`),
      ],
    },
  ]);
}

/** One instant: how the goals stood, and the ways on. */
export function instantView(data: {
  readonly plan: Plan;
  readonly instant: Instant;
  /** The one before it, where there is one. */
  readonly before: Instant | null;
  readonly goals: readonly Goal[];
  readonly scale: readonly PlacedLevel[];
  readonly planner: boolean;
}): Message {
  const { plan, instant, before, goals, scale, planner } = data;
  return message([
    { kind: "title", text: `時点「${instant.name}」　${planLabel(plan)}` },
    {
      kind: "text",
      spans: [
        span(`${longDay(instant.at)} ${shortTime(instant.at).split(" ")[1] ?? ""} に分かっていた内容です。`),
      ],
    },
    { kind: "text", spans: [span(`重点目標 ${goals.length}件　${stateCounts(goals, scale)}`)] },
    {
      kind: "fine",
      spans: [
        quiet(
          `あとから直しても、この内容は変わりません。Excel は「/policy 出力 ${instant.name}」で受け取れます。`,
        ),
      ],
    },
    {
      kind: "buttons",
      buttons: [
        { label: "今との違い", press: { do: "instant-difference", from: instant.id } },
        ...(before === null
          ? []
          : [
              {
                label: `${before.name}との違い`,
                press: { do: "instant-difference" as const, from: before.id, to: instant.id },
              },
            ]),
        ...(planner
          ? [
              {
                label: "この時点を消す",
                press: { do: "instant-remove-form" as const, id: instant.id },
                style: "danger" as const,
              },
            ]
          : []),
        shareButton({ do: "instant", id: instant.id }),
      ],
    },
  ]);
}

/**
 * What changed: what is read at one look as it is, else the departments with their counts, each to be opened.
 * @param departments of the plan, in its order
 */
export function differenceView(
  whole: Difference,
  departments: readonly Department[],
  query: Extract<Query, { readonly do: "instant-difference" }>,
  surface: Surface,
): Message {
  const { plan } = whole;
  const parts = byDepartment(
    whole,
    departments.map(({ name }) => name),
  );
  const idOf = (name: string): number | undefined => departments.find((each) => each.name === name)?.id;
  const chosen = departments.find(({ id }) => id === query.department)?.name ?? null;
  const none = { ...whole, states: [], goals: [], notes: [] };
  const shown = chosen === null ? whole : (parts.find(({ name }) => name === chosen)?.difference ?? none);
  const head: Block[] = [
    {
      kind: "title",
      text: `${periodWords(whole)}の違い　${chosen === null ? planLabel(plan) : chosen}`,
    },
    { kind: "text", spans: [span(differenceCounts(shown))] },
  ];
  const isOverview = chosen === null && parts.length > 1 && !isShort(whole);
  const body = isOverview
    ? [{ kind: "list" as const, items: parts.map((part) => departmentItem(part, idOf(part.name), query)) }]
    : changeBlocks(shown);
  const { department: _, page: _page, ...everything } = query;
  return message([
    ...paginate(head, body, {
      size: surface.pageSize,
      page: query.page ?? 1,
      turn: (page) => ({ ...query, page }),
    }),
    {
      kind: "fine",
      spans: [quiet(`Excel は「/policy 出力 ${whole.from.name} ${whole.to.name}」で受け取れます。`)],
    },
    {
      kind: "buttons",
      buttons: [
        ...(chosen === null ? [] : [{ label: "すべての部の違い", press: everything }]),
        { label: "時点の一覧", press: { do: "instants", plan: plan.id } },
        shareButton(query),
      ],
    },
  ]);
}

/** @param id undefined where the plan no longer has the department: its changes are in the Excel file */
function departmentItem(
  { name, difference }: DepartmentDifference,
  id: number | undefined,
  query: Extract<Query, { readonly do: "instant-difference" }>,
): ListItem {
  return {
    marker: "・",
    spans: [span(name)],
    detail: [span(differenceCounts(difference))],
    ...(id === undefined
      ? {}
      : { open: { ...query, department: id, page: undefined }, openLabel: shorten(name, 40) }),
  };
}

/** States, then goals, then reports by what became of them. */
function changeBlocks(difference: Difference): Block[] {
  const { states, goals, notes } = difference;
  const body: Block[] = [];
  if (states.length > 0) {
    body.push({ kind: "heading", text: `状態が変わった目標　${states.length}件` });
    body.push({
      kind: "list",
      items: states.map((step) => ({
        marker: `${step.department} ${step.number}`,
        spans: [span(step.text)],
        detail: [span(`${step.from} → ${step.to}`)],
        open: { do: "goal", goal: step.goalId },
        openLabel: `${step.department} ${step.number} ${shorten(step.text, 40)}`,
      })),
    });
  }
  if (goals.length > 0) {
    body.push({ kind: "heading", text: `目標の変更　${goals.length}件` });
    body.push({
      kind: "list",
      items: goals.map((step) => ({
        marker: `${step.department} ${step.number}`,
        spans: [span(`${GOAL_CHANGES[step.kind]}　${step.text}`)],
        ...(step.before === null ? {} : { detail: [quiet(`訂正する前「${step.before}」`)] }),
      })),
    });
  }
  for (const kind of ["withdrawn", "edited", "unconfirmed", "added", "confirmed"] as const) {
    const count = countOf(difference, kind);
    if (count === 0) continue;
    body.push({ kind: "heading", text: `${NOTE_CHANGES[kind]}　${count}件` });
    body.push({ kind: "list", items: notes.filter((step) => step.kind === kind).map(noteItem) });
  }
  return body;
}

function noteItem({ department, number, saidAt, text, before }: NoteStep): ListItem {
  return {
    marker: `${department} ${number}`,
    spans: [quiet(`${shortDay(saidAt)}　`), span(text === "" ? "（ひとことの記入なし）" : text)],
    ...(before === null ? {} : { detail: [quiet(`書き直す前「${shorten(before, 120)}」`)] }),
  };
}

/** Of a moment before the plan was imported. */
export const EMPTY_INSTANT =
  "このときには、まだ目標が取り込まれていなかったため、重点目標は0件です。文書を取り込んだ日より後の日付で固定してください。";

/** @param goals how many goals were known at the moment */
export function fixedView(instant: Instant, goals: number): Message {
  const done = say(
    `時点「${instant.name}」を固定しました（${longDay(instant.at)} ${shortTime(instant.at).split(" ")[1] ?? ""} の内容）。`,
    ...(goals === 0 ? [EMPTY_INSTANT] : []),
  );
  return {
    ...done,
    blocks: [
      ...done.blocks,
      {
        kind: "fine",
        spans: [
          quiet(
            "報告と確認、目標の文はその時点のもの、部や担当の名前、状態のことばは今のものです。報告の全文と氏名を、保存期間が過ぎるまで持ち続けます。",
          ),
        ],
      },
      { kind: "buttons", buttons: [{ label: "内容を見る", press: { do: "instant", id: instant.id } }] },
    ],
  };
}

/** A name that no instant has: 企画課 may fix what is known now under it. */
export function unknownInstantView(
  plan: Plan,
  name: string,
  instants: readonly Instant[],
  planner: boolean,
): Message {
  const names = instants.map((instant) => instant.name).join("、");
  const text = `「${name}」という時点はありません。${names === "" ? "" : `あるのは ${names} です。`}`;
  const offer: Block = {
    kind: "buttons",
    buttons: [
      {
        label: `今の内容を「${shorten(name, 20)}」として固定する`,
        press: { do: "instant-fix", plan: plan.id, name },
      },
    ],
  };
  const asked = say(text);
  return planner && name.length <= 30 ? { ...asked, blocks: [...asked.blocks, offer] } : asked;
}

export const takenNameView = (name: string): Message =>
  say(`「${name}」という時点は、もうあります。別の名前を付けてください。`);

export const comingDayView = (): Message =>
  say("これから先の日は固定できません。その日が終わってから、もう一度お試しください。");

export const unfitNameView = (): Message =>
  say("時点の名前は「9月末」のように、30字までの、日付だけではない名前にしてください。");

export const outsideYearView = (plan: Plan): Message =>
  say(`${planLabel(plan)}が始まる前の日は固定できません。年度の中の日を指定してください。`);

export const mayNotFixView = (): Message =>
  say(
    "時点を固定したり消したりできるのは、企画課の役割をお持ちの方です。必要なときは企画課にお申し出ください。",
  );

export const goneInstantView = (): Message =>
  say("その時点はもうありません。「/policy 時点」で一覧をご覧ください。");

export const removedView = (name: string): Message =>
  say(`時点「${name}」を消しました。消したことと理由は、変更の記録に残ります。`);

export function removeForm(instant: Instant): Form {
  return {
    kind: "form",
    id: "instant-remove",
    title: "時点を消す",
    submit: "消す",
    context: JSON.stringify({ id: instant.id }),
    intro: [span(`時点「${instant.name}」の内容と、そこから作った資料の控えを消します。元には戻せません。`)],
    fields: [{ name: "reason", label: "理由", type: "text", maxLength: 200 }],
  };
}
