/** 指標: how it stands with its goal, and the forms by which it is set. */

import { figureWords, gapWords, indicatorWords } from "../../../domain/indicator.js";
import { shortDay } from "../../../domain/time.js";
import type { Db } from "../../../store/database.js";
import type { Department } from "../../../store/departments.js";
import type { Goal } from "../../../store/goals.js";
import {
  type Indicator,
  type IndicatorValue,
  listIndicators,
  listValues,
} from "../../../store/indicators.js";
import type { Plan } from "../../../store/plans.js";
import { indicatorLine } from "../../chart/indicator-line.js";
import { type Block, type Button, bold, type Form, type Message, quiet, say, span } from "../../reply.js";
import { planLabel, shorten } from "../look-up/plan-words.js";

/** A goal's indicators with the values that reports named. */
export function shownIndicators(db: Db, goalId: number): ShownIndicator[] {
  return listIndicators(db, goalId).map((indicator) => ({ indicator, values: listValues(db, indicator.id) }));
}

export interface ShownIndicator {
  readonly indicator: Indicator;
  /** Oldest first. */
  readonly values: readonly IndicatorValue[];
}

/** Each indicator in a line, with the gap as a hint; from the second value on as a picture. */
export function indicatorBlocks(shown: readonly ShownIndicator[]): Block[] {
  return shown.flatMap(({ indicator, values }): Block[] => {
    const last = values.at(-1) ?? null;
    const gap = gapWords(indicator, last?.value ?? null);
    const words = indicatorWords(indicator, last?.value ?? null);
    const line: Block = {
      kind: "text",
      spans: [
        bold("指標　"),
        span(words),
        quiet(last === null ? "" : `　${shortDay(last.saidAt)}`),
        ...(gap === null ? [] : [quiet(`　${gap}`)]),
      ],
    };
    if (values.length < 2) return [line];
    const { svg, alt, parts } = indicatorLine({
      title: words,
      target: indicator.target,
      targetWords: indicator.target === null ? "" : figureWords(indicator.target, indicator.unit),
      points: values.map(({ value, saidAt }) => ({
        at: saidAt,
        value,
        words: figureWords(value, indicator.unit),
      })),
    });
    return [line, { kind: "image", png: new Uint8Array(), svg, alt, parts, name: "indicator.png" }];
  });
}

/** `/policy 指標 危機管理部`: the department's goals with their indicators. */
export function departmentIndicatorsView(
  department: Department,
  goals: readonly { readonly goal: Goal; readonly shown: readonly ShownIndicator[] }[],
): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "title", text: `指標　${department.name}` },
      {
        kind: "list",
        items: goals.map(({ goal, shown }) => ({
          marker: String(goal.number),
          spans: [span(shorten(goal.text, 80))],
          detail: [
            quiet(
              shown.length === 0
                ? "指標はありません"
                : shown
                    .map(({ indicator, values }) => indicatorWords(indicator, values.at(-1)?.value ?? null))
                    .join("　"),
            ),
          ],
          open: { do: "indicators" as const, goal: goal.id },
          openLabel: `${goal.number} ${shorten(goal.text, 60)}`,
        })),
      },
    ],
  };
}

/** How many indicators a department has, on how many goals. */
interface CountedIndicators {
  readonly department: Department;
  readonly goals: number;
  readonly indicators: number;
}

/** `/policy 指標`: the departments that have indicators. @param example a department to name where there is none */
export function indicatorsOverviewView(
  plan: Plan,
  counted: readonly CountedIndicators[],
  example: string,
): Message {
  const heading = `指標　${planLabel(plan)}`;
  if (counted.length === 0)
    return say(
      `${heading}　指標のある部はまだありません。`,
      `庶務担当と企画課は、目標ごとに指標を決められます。例: /policy 指標 ${example} 1`,
    );
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "title", text: heading },
      {
        kind: "list",
        items: counted.map(({ department, goals, indicators }) => ({
          marker: "・",
          spans: [span(department.name)],
          detail: [quiet(`指標 ${indicators}件（目標 ${goals}件）`)],
          open: { do: "indicators-of" as const, department: department.id },
          openLabel: department.name,
        })),
      },
    ],
  };
}

/** What a report may say, in the indicator's own unit: `協定先 20か所`. */
function exampleOf(shown: ShownIndicator | undefined): string {
  if (shown === undefined) return "加入率 52.3%";
  const { name, unit, target, base } = shown.indicator;
  return `${name} ${figureWords(shown.values.at(-1)?.value ?? target ?? base ?? 52, unit)}`;
}

/** A goal's indicators, with the ways to change them for who may. */
export function goalIndicatorsView(
  department: Department,
  goal: Goal,
  shown: readonly ShownIndicator[],
  mayChange: boolean,
): Message {
  const change = shown.flatMap(({ indicator }): Button[] => [
    {
      label: `「${shorten(indicator.name, 20)}」を直す`,
      press: { do: "indicator-form", goal: goal.id, indicator: indicator.id },
    },
    {
      label: `「${shorten(indicator.name, 20)}」を外す`,
      press: { do: "indicator-remove", indicator: indicator.id },
      style: "danger",
    },
  ]);
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "title", text: `指標　${department.name} ${goal.number}` },
      { kind: "text", spans: [bold(goal.text)] },
      ...(shown.length === 0
        ? [{ kind: "text" as const, spans: [span("指標はまだありません。")] }]
        : indicatorBlocks(shown)),
      {
        kind: "fine",
        spans: [quiet(`報告に「${exampleOf(shown[0])}」のように書くと、その日の値として残ります。`)],
      },
      {
        kind: "buttons",
        buttons: [
          ...(mayChange
            ? [
                {
                  label: "指標を加える",
                  press: { do: "indicator-form" as const, goal: goal.id },
                  style: "primary" as const,
                },
                ...change.slice(0, 8),
              ]
            : []),
          { label: "目標へ", press: { do: "goal", goal: goal.id } },
        ],
      },
    ],
  };
}

const NAME_LIMIT = 60;

export function indicatorForm(department: Department, goal: Goal, indicator: Indicator | null): Form {
  const number = (value: number | null) => (value === null ? {} : { initial: figureWords(value, "") });
  const text = (value: string | undefined) => (value === undefined || value === "" ? {} : { initial: value });
  return {
    kind: "form",
    id: "indicator",
    title: indicator === null ? "指標を加える" : "指標を直す",
    submit: "保存する",
    context: JSON.stringify({ goal: goal.id, indicator: indicator?.id ?? null }),
    intro: [span(`${department.name} ${goal.number}　${shorten(goal.text, 100)}`)],
    fields: [
      {
        name: "name",
        label: "指標の名前",
        type: "text",
        maxLength: NAME_LIMIT,
        hint: "例: 加入率",
        ...text(indicator?.name),
      },
      {
        name: "unit",
        label: "単位",
        type: "text",
        maxLength: 10,
        optional: true,
        hint: "例: %、団体",
        ...text(indicator?.unit),
      },
      {
        name: "direction",
        label: "良くなる向き",
        type: "radio",
        options: [
          { value: "up", label: "増えるとよい" },
          { value: "down", label: "減るとよい" },
        ],
        initial: indicator?.direction ?? "up",
      },
      {
        name: "base",
        label: "基準の値",
        type: "text",
        maxLength: 20,
        optional: true,
        ...number(indicator?.base ?? null),
      },
      {
        name: "baseOn",
        label: "基準の時点",
        type: "text",
        maxLength: 20,
        optional: true,
        hint: "例: 令和7年度末",
        ...text(indicator?.baseOn),
      },
      {
        name: "target",
        label: "目標の値",
        type: "text",
        maxLength: 20,
        optional: true,
        ...number(indicator?.target ?? null),
      },
      {
        name: "targetOn",
        label: "目標の時点",
        type: "text",
        maxLength: 20,
        optional: true,
        hint: "例: 令和8年度末",
        ...text(indicator?.targetOn),
      },
      {
        name: "source",
        label: "値の出どころ",
        type: "text",
        maxLength: 60,
        optional: true,
        hint: "例: 住民意識調査",
        ...text(indicator?.source),
      },
    ],
  };
}

export const indicatorKeptView = (name: string): Message => say(`指標「${name}」を保存しました。`);
export const indicatorRemovedView = (name: string): Message =>
  say(`指標「${name}」を外しました。報告はそのまま残ります。`);
export const mayNotSetIndicatorView = (): Message =>
  say("指標を決められるのは、その部の庶務担当の方と企画課の方です。");
