import { DAY, shortDay } from "../../../domain/time.js";
import type { Department } from "../../../store/departments.js";
import { dueAt, type Goal, isSilent, isStale } from "../../../store/goals.js";
import type { Surface } from "../../context.js";
import { paginate } from "../../paging.js";
import type { Query } from "../../query.js";
import { type Block, type Item, type Message, quiet, span } from "../../reply.js";
import { goalItem } from "../look-up/department-view.js";
import { goalsOf, type PlanData, planLabel, shareButton } from "../look-up/plan-words.js";

/** 未更新: goals without a note within their cadence, longest silence first. */
export function staleView(
  data: PlanData & { readonly department: Department | null },
  surface: Surface,
  page: number,
): Message {
  const { plan, departments, department, scale } = data;
  const goals = department === null ? data.goals : goalsOf(data.goals, department);
  const silence = (goal: Goal): number => goal.lastNoteAt ?? goal.trackedFrom;
  const stale = goals.filter((goal) => isStale(goal, surface.now)).sort((a, b) => silence(a) - silence(b));
  const unreported = goals.filter(
    (goal) => goal.lastNoteAt === null && dueAt(goal) !== null && !isSilent(goal, surface.now),
  );
  const paused = goals.filter((goal) => isSilent(goal, surface.now) && !isStale(goal, surface.now));
  const names = new Map(departments.map(({ id, name }) => [id, name]));
  const item = (goal: Goal): Item => ({
    ...goalItem(goal, scale, surface),
    marker:
      department === null ? `${names.get(goal.departmentId) ?? ""} ${goal.number}` : String(goal.number),
    detail: [quiet(silenceWords(goal, surface.now))],
  });
  const scope = department === null ? planLabel(plan) : department.name;
  const head: Block[] = [{ kind: "title", text: `未更新の重点目標　${scope}　${stale.length}件` }];
  const body: Block[] = [];
  if (stale.length === 0)
    body.push({ kind: "text", spans: [span(nothingStale(goals, unreported.length + paused.length))] });
  else body.push({ kind: "list", items: stale.map(item) });
  if (unreported.length > 0) {
    body.push({ kind: "heading", text: `まだ報告がなく、これから期限が来るもの ${unreported.length}件` });
    body.push({ kind: "list", items: unreported.map(item) });
  }
  if (paused.length > 0) {
    body.push({ kind: "heading", text: `災害対応のため休止しているもの ${paused.length}件` });
    body.push({ kind: "list", items: paused.map(item) });
  }
  const turn = (next: number): Query => ({
    do: "stale",
    plan: plan.id,
    ...(department === null ? {} : { department: department.id }),
    page: next,
  });
  return {
    kind: "message",
    audience: "private",
    blocks: [
      ...paginate(head, body, { size: surface.pageSize, page, turn }),
      {
        kind: "buttons",
        buttons: [
          ...(department === null
            ? []
            : [{ label: department.name, press: { do: "department" as const, department: department.id } }]),
          shareButton(turn(page)),
        ],
      },
    ],
  };
}

function nothingStale(goals: readonly Goal[], others: number): string {
  if (goals.length === 0) {
    return "進捗を追う項目がまだ決まっていません。企画課にお申し出ください。";
  }
  return others === 0
    ? "未更新の目標はありません。どの目標も間隔のうちに報告されています。"
    : "報告の間隔を過ぎた目標はありません。";
}

function silenceWords(goal: Goal, now: number): string {
  const due = dueAt(goal);
  const until = due === null ? "" : `　目安 ${shortDay(due)} まで`;
  if (goal.lastNoteAt === null) return `まだ報告がありません${now > (due ?? 0) ? "" : until}`;
  return `最後の報告 ${shortDay(goal.lastNoteAt)}（${Math.floor((now - goal.lastNoteAt) / DAY)}日前）`;
}
