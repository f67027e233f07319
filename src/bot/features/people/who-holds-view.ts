import { shortDay, tokyoInstant } from "../../../domain/time.js";
import type { Holding } from "../../../store/holding.js";
import type { Surface } from "../../context.js";
import { paginate } from "../../paging.js";
import type { Query } from "../../query.js";
import { type Block, type Button, bold, type Message, quiet, type Span, span } from "../../reply.js";
import { deputyWords } from "../confirmation/deputising.js";
import { planLabel, shorten } from "../look-up/plan-words.js";
import { type DepartmentHolders, holderName, ROLE_NAMES, type WhoHolds } from "./who-holds.js";

/** What whoever asks may change, beside what they see. */
export interface MayChange {
  /** 企画課: posts and 人事異動. */
  readonly posts: boolean;
  /** Owners of the department's goals. */
  readonly owners: boolean;
}

const NOBODY = "なし";

const namesFor = (roles: readonly Holding[], role: Holding["role"]): string => {
  const own = roles.filter((held) => held.role === role);
  return own.length === 0 ? NOBODY : own.map(holderName).join("、");
};

/** All departments: a row each. */
export function whoHoldsView(list: WhoHolds, surface: Surface, page: number, may: MayChange): Message {
  const unowned = list.departments.flatMap(({ goals }) => goals.filter(({ owners }) => owners.length === 0));
  const rows = list.departments.map(({ department, roles, goals }) => {
    const open = goals.filter(({ owners }) => owners.length === 0).length;
    return [
      department.name,
      namesFor(roles, "coordinator"),
      namesFor(roles, "manager"),
      goals.length === 0 ? "—" : open === 0 ? "なし" : `${open}／${goals.length}件`,
    ];
  });
  const head: Block[] = [
    { kind: "title", text: `担当一覧　${planLabel(list.plan)}` },
    {
      kind: "text",
      spans: [
        span(
          `企画課: ${list.planning.length === 0 ? "役割を付けた方はいません" : namesFor(list.planning, "planning")}`,
        ),
      ],
    },
  ];
  const body: Block[] = [
    {
      kind: "table",
      caption: "部ごとの庶務担当、課長・部長、担当者のいない目標",
      columns: [
        { label: "部" },
        { label: "庶務担当" },
        { label: "課長・部長" },
        { label: "担当者なし", align: "right" },
      ],
      rows,
    },
    {
      kind: "fine",
      spans: [
        quiet(
          unowned.length === 0
            ? "担当者のいない目標はありません。"
            : "部の名前を続けると、目標ごとの担当者が出ます。例: ",
        ),
        ...(unowned.length === 0
          ? []
          : [quiet(`/policy 担当一覧 ${list.departments[0]?.department.name ?? ""}`)]),
      ],
    },
  ];
  const turn = (next: number): Query => ({ do: "who-holds", plan: list.plan.id, page: next });
  return {
    kind: "message",
    audience: "private",
    blocks: [
      ...paginate(head, body, { size: surface.pageSize, page, turn }),
      ...buttons(changeButtons(null, may)),
    ],
  };
}

/** One department: its roles, and each goal with its owner. */
export function departmentHoldersView(
  list: WhoHolds,
  of: DepartmentHolders,
  surface: Surface,
  page: number,
  may: MayChange,
): Message {
  const { department, roles, goals } = of;
  const unowned = goals.filter(({ owners }) => owners.length === 0).length;
  const head: Block[] = [
    { kind: "title", text: `担当一覧　${department.name}` },
    {
      kind: "list",
      items: [
        ...roleLines(roles),
        ...of.deputies.map((deputy) => [span(`確認の代理: ${deputyWords(deputy)}`)]),
      ].map((spans) => ({ marker: "・", spans })),
    },
  ];
  const body: Block[] =
    goals.length === 0
      ? [{ kind: "text", spans: [span("進捗を追う目標はありません。")] }]
      : [
          {
            kind: "heading",
            text: `重点目標 ${goals.length}件${unowned === 0 ? "" : `（担当者のいないもの ${unowned}件）`}`,
          },
          {
            kind: "list",
            items: goals.map(({ id, number, text, owners }) => ({
              marker: String(number),
              spans: [span(text)],
              detail: owners.length === 0 ? [bold("担当者なし")] : [span(`担当 ${owners.join("、")}`)],
              open: { do: "goal" as const, goal: id },
              openLabel: `${number} ${shorten(text, 60)}`,
            })),
          },
        ];
  const turn = (next: number): Query => ({
    do: "who-holds",
    plan: list.plan.id,
    department: department.id,
    page: next,
  });
  return {
    kind: "message",
    audience: "private",
    blocks: [
      ...paginate(head, body, { size: surface.pageSize, page, turn }),
      ...buttons(changeButtons(department.id, may)),
    ],
  };
}

function roleLines(roles: readonly Holding[]): Span[][] {
  const shown = (["coordinator", "manager", "staff", "reader"] as const).filter(
    (role) => role === "coordinator" || role === "manager" || roles.some((held) => held.role === role),
  );
  return shown.map((role) => {
    const own = roles.filter((held) => held.role === role);
    const words = own.map((held) => {
      const until = held.until === null ? "" : `　${shortDay(tokyoInstant(held.until))}まで`;
      return `${holderName(held)}${until}`;
    });
    return [span(`${ROLE_NAMES[role]}: `), own.length === 0 ? bold("なし") : span(words.join("、"))];
  });
}

function changeButtons(department: number | null, may: MayChange): Button[] {
  const place = department === null ? {} : { department };
  return [
    ...(may.owners
      ? [{ label: "目標の担当者を決める", press: { do: "owner-form" as const, ...place } }]
      : []),
    ...(may.posts
      ? [
          { label: "職と役割を決める", press: { do: "post-form" as const, ...place } },
          { label: "人事異動", press: { do: "transfers" as const } },
        ]
      : []),
  ];
}

const buttons = (own: readonly Button[]): Block[] =>
  own.length === 0 ? [] : [{ kind: "buttons", buttons: own }];
