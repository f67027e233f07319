import { longDay, tokyoInstant } from "../../../domain/time.js";
import type { Deadline } from "../../../store/calendar-days.js";
import type { Department } from "../../../store/departments.js";
import type { Goal } from "../../../store/goals.js";
import { type Message, quiet, span } from "../../reply.js";
import { howTo } from "../digest/digest-view.js";
import { shorten } from "../look-up/plan-words.js";

export type DeadlineMoment = "ahead" | "eve" | "day" | "after";

function opening(deadline: Deadline, moment: DeadlineMoment): string {
  const date = longDay(tokyoInstant(deadline.date));
  switch (moment) {
    case "ahead":
      return `${deadline.name}の期限は ${date} です。`;
    case "eve":
      return `${deadline.name}の期限は次の開庁日、${date} です。`;
    case "day":
      return `${deadline.name}は ${date} が期限です。`;
    case "after":
      return `${deadline.name}の期限（${date}）を過ぎました。`;
  }
}

/** To a department's channel: what is still open, and how to answer. */
export function deadlineView(
  deadline: Deadline,
  department: Department,
  open: readonly Goal[],
  moment: DeadlineMoment,
): Message {
  return {
    kind: "message",
    audience: "channel",
    blocks: [
      { kind: "title", text: `${deadline.name}　${department.name}` },
      {
        kind: "text",
        spans: [span(`${opening(deadline, moment)}報告をお願いしたい目標が ${open.length}件 あります。`)],
      },
      {
        kind: "list",
        items: open.map((goal) => ({ marker: String(goal.number), spans: [span(shorten(goal.text, 80))] })),
      },
      howTo(open[0] ?? { number: 1 }, "お知らせ"),
      {
        kind: "buttons",
        buttons: [{ label: "入力フォーム", press: { do: "report-form", department: department.id } }],
      },
    ],
  };
}

/** To 企画課: which departments are complete and which are not, as counts. */
export function deadlineSummaryView(
  deadline: Deadline,
  standing: readonly { readonly department: Department; readonly open: readonly Goal[] }[],
  moment: DeadlineMoment,
): Message {
  const waiting = standing.filter(({ open }) => open.length > 0);
  return {
    kind: "message",
    audience: "channel",
    blocks: [
      { kind: "title", text: `${deadline.name}の集まり具合` },
      {
        kind: "text",
        spans: [
          span(
            `${opening(deadline, moment)}${standing.length}部のうち ${standing.length - waiting.length}部 がそろいました。残りは次のとおりです。`,
          ),
        ],
      },
      {
        kind: "list",
        items: waiting.map(({ department, open }) => ({
          marker: "・",
          spans: [span(department.name)],
          detail: [quiet(`あと ${open.length}件`)],
          open: { do: "department" as const, department: department.id },
          openLabel: department.name,
        })),
      },
    ],
  };
}
