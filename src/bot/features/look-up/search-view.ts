import { grouped } from "../../../domain/grouping.js";
import { fiscalYearLabel, shortDay } from "../../../domain/time.js";
import type { Department } from "../../../store/departments.js";
import type { Plan } from "../../../store/plans.js";
import {
  COUNT_LIMIT,
  hitRanges,
  QUERY_LENGTH,
  type SearchHit,
  type SearchResult,
} from "../../../store/search.js";
import type { Query } from "../../query.js";
import { type Block, type Button, type ListItem, type Message, quiet, type Span, span } from "../../reply.js";
import { departmentButton, planLabel, shareButton, shorten } from "./plan-words.js";

/** How many hits one page of a search shows. */
export const HITS_PER_PAGE = 10;

const KIND_NAMES: Record<SearchHit["kind"], string> = {
  goal: "重点目標",
  policy: "経営方針",
  note: "進捗",
  initiative: "組織横断の取組",
  vision_lead: "ビジョン",
  vision_item: "ビジョン",
  overall: "全体の方針",
  framework: "計画の進め方",
  level: "政策・施策の名前で見つかった目標",
};

export interface SearchData {
  /** As typed, for showing. */
  readonly typed: string;
  readonly words: readonly string[];
  readonly plan: Plan;
  readonly department: Department | null;
  readonly result: SearchResult;
  /** Departments in whose name the words stand, to be offered beside the hits. */
  readonly also: readonly Department[];
  /** The plan in which nothing was found, where these hits are another's. */
  readonly insteadOf?: Plan | null;
}

/** Hits with the words marked, goals first. */
export function searchView(data: SearchData, page: number): Message {
  const { typed, words, plan, department, result, also } = data;
  const scope = department === null ? planLabel(plan) : `${planLabel(plan)}　${department.name}`;
  const total = result.total >= COUNT_LIMIT ? `${COUNT_LIMIT}件以上` : `${result.total}件`;
  const turn = (next: number): Query => ({
    do: "search",
    words: typed.slice(0, QUERY_LENGTH),
    plan: plan.id,
    ...(department === null ? {} : { department: department.id }),
    page: next,
  });
  const pages = Math.ceil(result.total / HITS_PER_PAGE);
  const buttons: Button[] = [];
  if (page > 1) buttons.push({ label: "前のページ", press: turn(page - 1) });
  if (page < pages) buttons.push({ label: "次のページ", press: turn(page + 1), style: "primary" });
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "title", text: `「${shorten(typed, 40)}」　${total}` },
      { kind: "fine", spans: [quiet(scope)] },
      ...(data.insteadOf == null
        ? []
        : [
            {
              kind: "text" as const,
              spans: [
                span(
                  `${planLabel(data.insteadOf)}の計画には見つからなかったため、${planLabel(plan)}の計画から探しました。`,
                ),
              ],
            },
          ]),
      ...hitBlocks(result.hits, words),
      ...(pages > 1 ? [{ kind: "fine" as const, spans: [quiet(`${page}／${pages} ページ`)] }] : []),
      { kind: "buttons", buttons: [...buttons, ...also.map(departmentButton), shareButton(turn(page))] },
    ],
  };
}

/** Hits a line each, under what they are. */
function hitBlocks(hits: readonly SearchHit[], words: readonly string[]): Block[] {
  return [...grouped(hits, ({ kind }) => KIND_NAMES[kind])].flatMap(([name, own]): Block[] => [
    { kind: "heading", text: name },
    { kind: "list", items: own.map((hit) => hitItem(hit, words)) },
  ]);
}

function hitItem(hit: SearchHit, words: readonly string[]): ListItem {
  const name = hit.departmentName ?? "全体";
  const section = hit.sectionName === KIND_NAMES[hit.kind] ? null : hit.sectionName;
  const where = [section, hit.at === null ? null : shortDay(hit.at)]
    .filter((part) => part !== null && part !== "")
    .join("・");
  const above = hit.levels?.join("＞") ?? null;
  return {
    marker: hit.number === null ? name : `${name} ${hit.number}`,
    spans:
      above === null
        ? [...markHits(hit.text, words), ...(where === "" ? [] : [quiet(`（${where}）`)])]
        : [span(hit.text), quiet("（"), ...markHits(above, words), quiet("）")],
    ...openOf(hit),
  };
}

function openOf(hit: SearchHit): Pick<ListItem, "open" | "openLabel"> {
  if (hit.number !== null) {
    return {
      open: { do: "goal", goal: hit.statementId },
      openLabel: `${hit.departmentName ?? ""} ${hit.number} ${shorten(hit.text, 40)}`,
    };
  }
  if (hit.departmentId === null) return {};
  return { open: { do: "department", department: hit.departmentId }, openLabel: hit.departmentName ?? "" };
}

/** The text as spans, with every occurrence of the words marked. */
export function markHits(text: string, words: readonly string[]): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const { start, end } of hitRanges(text, words)) {
    if (start > at) spans.push(span(text.slice(at, start)));
    spans.push({ text: text.slice(start, end), mark: true });
    at = end;
  }
  if (at < text.length || spans.length === 0) spans.push(span(text.slice(at)));
  return spans;
}

/** Opens a department, unless the question was about something else of it. */
type Ask = (department: Department) => Query;
const open: Ask = ({ id }) => ({ do: "department", department: id });

const choices = (departments: readonly Department[], ask: Ask): Button[] =>
  departments.map((department) => ({ label: department.name, press: ask(department) }));

/** Several departments fit what was typed: ask, and offer the search beside it. */
export function whichDepartmentView(
  typed: string,
  departments: readonly Department[],
  plan: Plan,
  ask: Ask = open,
): Message {
  const many = departments.length < 10 ? `${departments.length}つ` : "いくつも";
  return {
    kind: "message",
    audience: "private",
    blocks: [
      {
        kind: "text",
        spans: [span(`「${shorten(typed, 40)}」に当たる部が${many}あります。どれでしょうか。`)],
      },
      {
        kind: "buttons",
        buttons: [
          ...choices(departments, ask),
          {
            label: "ことばとして検索",
            press: { do: "search", words: typed.slice(0, QUERY_LENGTH), plan: plan.id },
          },
        ],
      },
      { kind: "fine", spans: [quiet(planLabel(plan))] },
    ],
  };
}

/** Nothing was found: the nearest names and a way on. */
export function nothingFoundView(
  typed: string,
  nearest: readonly Department[],
  plan: Plan,
  searchable: boolean,
  ask: Ask = open,
): Message {
  const asked = shorten(typed, 40);
  const first = searchable
    ? `「${asked}」に当たる部も、それを含む目標や方針も見つかりませんでした。`
    : `「${asked}」には探せる文字がありません。部の名前か、ことばを入れてください。`;
  const blocks: Block[] = [{ kind: "text", spans: [span(first)] }];
  if (nearest.length > 0) blocks.push({ kind: "text", spans: [span("もしかすると次の部でしょうか。")] });
  blocks.push({
    kind: "buttons",
    buttons: [
      ...choices(nearest, ask),
      { label: "すべての部を見る", press: { do: "overview", plan: plan.id } },
      { label: "使い方", press: { do: "help" } },
    ],
  });
  if (searchable) {
    blocks.push({
      kind: "fine",
      spans: [quiet(`ことばを短くすると見つかることがあります（${planLabel(plan)}から探しました）。`)],
    });
  }
  return { kind: "message", audience: "private", blocks };
}

/** Nothing inside one department. */
export function nothingInDepartmentView(typed: string, department: Department, plan: Plan): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: [
      {
        kind: "text",
        spans: [
          span(
            `${department.name}には「${shorten(typed, 40)}」に当たる柱も、それを含む目標や方針もありません。`,
          ),
        ],
      },
      {
        kind: "buttons",
        buttons: [
          departmentButton(department),
          {
            label: "すべての部から検索",
            press: { do: "search", words: typed.slice(0, QUERY_LENGTH), plan: plan.id },
          },
          { label: "すべての部を見る", press: { do: "overview", plan: plan.id } },
        ],
      },
    ],
  };
}

/** A goal number that the department does not have. */
export function noSuchNumberView(
  department: Department,
  number: number,
  numbers: readonly number[],
): Message {
  const range =
    numbers.length === 0
      ? "番号の付いた重点目標がありません"
      : `重点目標は ${numbers[0]} から ${numbers.at(-1)} までです`;
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "text", spans: [span(`${department.name}に ${number} 番の目標はありません。${range}。`)] },
      { kind: "buttons", buttons: [departmentButton(department)] },
    ],
  };
}

/** `2026` or `中野区 令和6年度` names no plan that was imported. */
export function noSuchPlanView(
  asked: { readonly municipality: string | null; readonly fiscalYear: number },
  plans: readonly Plan[],
): Message {
  const name = `${asked.municipality === null ? "" : `${asked.municipality} `}${fiscalYearLabel(asked.fiscalYear)}`;
  return {
    kind: "message",
    audience: "private",
    blocks: [
      {
        kind: "text",
        spans: [span(`${name}の計画は取り込まれていません。取り込まれているものは次のとおりです。`)],
      },
      {
        kind: "buttons",
        buttons: plans
          .slice(0, 20)
          .map((plan) => ({ label: planLabel(plan), press: { do: "overview", plan: plan.id } })),
      },
    ],
  };
}
