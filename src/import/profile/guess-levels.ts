import { labelRole } from "../label-roles.js";
import type { Front } from "./front.js";
import { isLabelLike, isMainWord, sampleOf } from "./landmarks.js";
import { mergeProfiles, type Profile } from "./profile.js";
import { type Guess, lookOf } from "./questions.js";
import { Rules, splitLabel } from "./rules.js";
import { filled } from "./table-shape.js";
import type { Node, Unit } from "./units.js";

/** The words that head levels, the outermost first. */
const POLICIES = ["基本目標", "まちづくり", "大綱", "基本政策", "政策"] as const;
const MEASURES = ["基本施策", "施策"] as const;

/** What stands in a document one below the other, a table or a row of it as one. */
type Standing = Unit | "table";

interface Series {
  readonly word: string;
  readonly at: readonly number[];
}

/** `政策1 安全なまち` and `施策1-1 防災` over goals or departments: by their words, where more than one heading has them. */
export function chooseLevels(nodes: readonly Node[], front: Front, given: Profile): Guess {
  const none = { profile: given, question: null };
  if (given.政策 !== undefined || given.施策 !== undefined || given.なし?.includes("政策") === true)
    return none;
  const order = standing(nodes).filter((one) => one === "table" || !front.ids.has(one.id));
  const found = [...POLICIES, ...MEASURES].map((word): Series => {
    const rules = new Rules({ 政策: [`語 ${word}`] });
    return {
      word,
      at: order.flatMap((one, at) => (one !== "table" && rules.level(one) !== null ? [at] : [])),
    };
  });
  const series = overGoals(
    order,
    found.filter(({ at }) => at.length > 0),
  );
  const [outer] = series;
  const inner = series.at(-1);
  if (outer === undefined || inner === undefined || series.flatMap(({ at }) => at).length < 2) return none;
  // 施策 alone in departments are their 柱; 基本目標 alone are goals.
  const first = order.findIndex((one) => one !== "table" && one.name !== null);
  const measures = MEASURES.some((word) => word === outer.word);
  if (
    series.length === 1 &&
    outer.word !== "政策" &&
    !(measures && (first < 0 || first > (outer.at[0] ?? 0)))
  )
    return none;
  const of = (words: readonly string[]): string[] =>
    series.flatMap(({ word }) => (words.includes(word) ? [`語 ${word}`] : []));
  const 政策 = of(POLICIES);
  const 施策 = of(MEASURES);
  const levels: Profile = { ...(政策.length > 0 ? { 政策 } : {}), ...(施策.length > 0 ? { 施策 } : {}) };
  const below = series.some(({ at }) => at.some((one) => isMain(order[one - 1]) && !isMain(order[one + 1])));
  const profile = mergeProfiles(given, below ? { ...levels, 柱は見出しの下: true } : levels);
  const question = explained(order, inner, profile, given);
  return { profile: question === null ? profile : given, question };
}

/** Names of what departments belong to, and of parts of the document. */
const BODY = /(?:部局|部門|委員会|機関|事務局|グループ|公営企業|[章編])$|^第/u;

/** Headings right above those of departments, in which no word says what they are: 政策, or bodies that the departments belong to. */
export function chooseGroups(nodes: readonly Node[], front: Front, profile: Profile): Guess {
  const rules = new Rules(profile);
  const groups = new Map<string, { texts: Set<string>; all: boolean }>();
  for (const [at, node] of nodes.entries()) {
    if (node.kind !== "unit" || node.unit.form === "行" || front.ids.has(node.unit.id)) continue;
    const { unit } = node;
    if (rules.department(unit) !== null || rules.level(unit) !== null || rules.isIgnored(unit)) continue;
    const next = nodes[at + 1];
    const one = groups.get(unit.form) ?? { texts: new Set<string>(), all: true };
    one.texts.add(unit.text);
    one.all &&=
      next?.kind === "unit" &&
      rules.department(next.unit) !== null &&
      (unit.level ?? 0) < (next.unit.level ?? 9) &&
      unit.name === null &&
      labelRole(unit.text) === null &&
      !BODY.test(unit.text);
    groups.set(unit.form, one);
  }
  for (const [form, { texts, all }] of groups) {
    if (!all || texts.size < 2) continue;
    const samples = [...texts].slice(0, 4);
    return {
      profile,
      question: {
        id: `段:${form}`,
        text: `部の名前の上にある${lookOf(form)}（${sampleOf(samples)}）は何ですか。`,
        choices: [
          { label: "政策（部の目標の上の段）", samples, profile: { 政策: [form] } },
          { label: "取り込まない", samples: [], profile: { 無視: [form] } },
        ],
      },
    };
  }
  return { profile, question: null };
}

/** Headings and lines, and the rows of tables that hold one text. */
export function standing(nodes: readonly Node[]): readonly Standing[] {
  return nodes.flatMap((node): Standing[] => {
    if (node.kind === "unit") return [node.unit];
    return node.table.rows.map((row) => {
      const [only, ...others] = filled(row);
      return others.length === 0 && only?.units.length === 1 ? (only.units[0] ?? "table") : "table";
    });
  });
}

const isMain = (one: Standing | undefined): boolean =>
  one !== undefined && one !== "table" && isMainWord(one.text);

/** Without the innermost ones that nothing stands below: they are what is to be done, or a list of the others. */
function overGoals(order: readonly Standing[], series: readonly Series[]): readonly Series[] {
  const inner = series.at(-1);
  if (inner === undefined) return [];
  const all = new Set(series.flatMap(({ at }) => at));
  const bare = inner.at.filter((at) => all.has(at + 1) || at + 1 === order.length);
  return bare.length * 2 >= inner.at.length ? overGoals(order, series.slice(0, -1)) : series;
}

/** Below each of the innermost stand plain lines alone, no list, table or label: they may explain it, and it is the goal. */
function explained(
  order: readonly Standing[],
  { at, word }: Series,
  profile: Profile,
  given: Profile,
): Guess["question"] {
  const units = at.flatMap((one) => order[one] ?? []).filter((one) => one !== "table");
  const plain = at.every((one) => {
    const next = order[one + 1];
    if (next === undefined || next === "table" || next.name !== null) return false;
    return (
      next.mark === null && next.level === null && !isLabelLike(next) && splitLabel(next.text).length === 0
    );
  });
  const [form = ""] = new Set(units.map((unit) => unit.form));
  const above = (profile.政策 ?? []).filter((one) => one !== `語 ${word}`);
  if (!plain || isMain(order[(at[0] ?? 0) - 1])) return null;
  return {
    id: "政策",
    text: `「${word}」で始まる${lookOf(form)}（${sampleOf(units.map(({ text }) => text))}）は何ですか。`,
    choices: [
      {
        label: "目標の上の段（政策・施策）で、その下の文が目標",
        samples: units.slice(0, 4).map(({ text }) => text),
        profile: mergeProfiles(profile, { 既定: "目標" }),
      },
      {
        label: "目標そのもの（その下の文は説明）",
        samples: [],
        profile: mergeProfiles(given, {
          ...(above.length > 0 ? { 政策: above } : { なし: ["政策"] }),
          ...(form === "行"
            ? { 見出し: { [word]: "目標" } }
            : { 項目: { [form.replace(/^印/u, "")]: "目標" } }),
        }),
      },
      { label: "柱（施策や分野の見出し）", samples: [], profile: mergeProfiles(given, { なし: ["政策"] }) },
    ],
  };
}
