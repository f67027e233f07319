import { labelRole } from "../label-roles.js";
import { isNoteMark } from "../marks.js";
import type { Front } from "./front.js";
import { sampleOf } from "./landmarks.js";
import { isStatement } from "./open-label.js";
import { type Profile, type RoleWord, roleIn } from "./profile.js";
import { type Choice, type Guess, NONE_OF_THESE, signOf } from "./questions.js";
import { Rules } from "./rules.js";
import type { Node, Unit } from "./units.js";

/** More kinds of marks than a question can tell apart. */
const MOST_MARKS = 3;

/** What the marks may stand for, the outermost first, by how many kinds there are. */
const ORDERS: Readonly<Record<number, readonly (readonly RoleWord[])[]>> = {
  1: [["目標"], ["方針"]],
  2: [
    ["方針", "目標"],
    ["柱", "目標"],
    ["目標", "無視"],
  ],
  3: [
    ["柱", "方針", "目標"],
    ["方針", "目標", "無視"],
    ["柱", "目標", "無視"],
  ],
};

/** ◎, ○ and ・ in a plan without any label: what each of them stands for is asked. A list that is no plan has no such title. */
export function chooseMarks(nodes: readonly Node[], front: Front, given: Profile): Guess {
  if (labelRole(front.title ?? "")?.role !== "plan") return { profile: given, question: null };
  if (isSaid(given) || front.defaultLabel !== null || nodes.some((node) => node.kind === "table"))
    return { profile: given, question: null };
  const rules = new Rules(given);
  const found = new Map<string, { departments: Set<number>; units: Unit[] }>();
  let department = -1;
  for (const node of nodes) {
    if (node.kind !== "unit") continue;
    const { unit } = node;
    if (rules.department(unit) !== null) department += 1;
    else if (department >= 0 && unit.level === null && unit.mark !== null && !isNoteMark(unit.mark)) {
      const one = found.get(unit.form) ?? { departments: new Set<number>(), units: [] };
      one.departments.add(department);
      one.units.push(unit);
      found.set(unit.form, one);
    }
  }
  const marks = [...found].filter(([, one]) => one.departments.size * 2 > department + 1);
  const orders = ORDERS[marks.length] ?? [];
  if (department < 1 || marks.length !== found.size || marks.length > MOST_MARKS || orders.length === 0)
    return { profile: given, question: null };
  marks.sort(([, one], [, other]) => (one.units[0]?.mark?.rank ?? 0) - (other.units[0]?.mark?.rank ?? 0));
  const shown = marks.map(
    ([form, { units }]) => `${signOf(form)} ${sampleOf(units.slice(0, 1).map(({ text }) => text))}`,
  );
  const choices = orders.map((words, at): Choice => {
    const said = words.map((word, index) => `${signOf(marks[index]?.[0] ?? "")}は${WORDS[word] ?? word}`);
    return {
      label: said.join("、"),
      samples: at === 0 ? marks.flatMap(([, { units }]) => units.slice(0, 1).map(({ text }) => text)) : [],
      profile: profileOf(words.map((word, index) => [marks[index]?.[0] ?? "", word])),
    };
  });
  return {
    profile: given,
    question: {
      id: "印",
      text: `方針や目標を示す見出しがなく、印で分けてあるようです（${shown.join(" / ")}）。印は何を表していますか。`,
      choices: [...choices, NONE_OF_THESE],
    },
  };
}

const WORDS: Readonly<Partial<Record<RoleWord, string>>> = { 無視: "取り込まない文", 柱: "柱（施策や分野）" };

function profileOf(said: readonly (readonly [form: string, word: RoleWord])[]): Profile {
  const sections = said.flatMap(([form, word]) => (word === "柱" ? [form] : []));
  const items = said.filter(([, word]) => word !== "柱").map(([form, word]) => [signOf(form), word] as const);
  return { ...(sections.length > 0 ? { 柱: sections } : {}), 項目: Object.fromEntries(items) };
}

/** Whether something is known of where policies or goals stand. */
const isSaid = ({ 見出し = {}, 表 = {}, 項目, 既定 }: Profile): boolean =>
  項目 !== undefined ||
  既定 !== undefined ||
  [...Object.values(見出し), ...Object.keys(表)].some((value) => isStatement(roleIn(value)));
