import type { Department } from "../../../store/departments.js";
import type { Goal } from "../../../store/goals.js";
import { type Form, span } from "../../reply.js";
import { shorten } from "../look-up/plan-words.js";
import { ROLE_WORDS } from "../people/who-holds.js";
import { departmentOptions, type Place } from "./setting-options.js";

export function roleForm(departments: readonly Place[], department: Department | null): Form {
  return {
    kind: "form",
    id: "role",
    title: "役割を付ける・外す",
    submit: "保存する",
    context: "{}",
    intro: [span("庶務担当は部をまとめて報告し、目標の担当者を決められます。")],
    fields: [
      {
        name: "person",
        label: "人",
        type: "person",
        optional: true,
        hint: "職だけを先に決めるときは、空のままにします。",
      },
      {
        name: "act",
        label: "操作",
        type: "radio",
        options: [
          { value: "grant", label: "付ける" },
          { value: "revoke", label: "外す" },
        ],
        initial: "grant",
      },
      {
        name: "role",
        label: "役割",
        type: "radio",
        options: Object.entries(ROLE_WORDS).map(([value, label]) => ({ value, label })),
        initial: "coordinator",
      },
      {
        name: "department",
        label: "部",
        type: "select",
        optional: true,
        hint: "企画課のときは選ばなくてかまいません。",
        options: departmentOptions(departments),
        ...(department === null ? {} : { initial: String(department.id) }),
      },
      {
        name: "post",
        label: "職",
        type: "text",
        maxLength: 40,
        optional: true,
        hint: "例: 庶務係長。入れると役割は職に付き、人事異動で後任の方に移ります。その職がまだなければ作ります。",
      },
    ],
  };
}

export function ownerForm(department: Department, goals: readonly Goal[]): Form {
  return {
    kind: "form",
    id: "owner",
    title: "目標の担当者",
    submit: "保存する",
    context: JSON.stringify({ department: department.id }),
    intro: [span(department.name)],
    fields: [
      {
        name: "goals",
        label: "重点目標（いくつでも）",
        type: "several",
        options: goals
          .slice(0, 100)
          .map((goal) => ({ value: String(goal.id), label: `${goal.number} ${shorten(goal.text, 60)}` })),
      },
      { name: "person", label: "担当者", type: "person" },
    ],
  };
}
