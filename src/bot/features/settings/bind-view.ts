import type { Department } from "../../../store/departments.js";
import { type Form, span } from "../../reply.js";
import { departmentOptions } from "./setting-options.js";

/** The value of 企画課's own channel among the departments of the form. */
export const PLANNING_CHANNEL = "planning";

export function bindForm(departments: readonly Department[], bound: number | null): Form {
  return {
    kind: "form",
    id: "bind",
    title: "チャンネルの結び付け",
    submit: "結び付ける",
    context: "{}",
    intro: [span("このチャンネルに週次まとめを届け、スレッドへの返信をその部の進捗として記録します。")],
    fields: [
      {
        name: "department",
        label: "部",
        type: "select",
        options: [
          ...departmentOptions(departments),
          { value: PLANNING_CHANNEL, label: "企画課（全体のまとめ）" },
        ],
        ...(bound === null ? {} : { initial: String(bound) }),
      },
    ],
  };
}
