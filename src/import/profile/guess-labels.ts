import type { Front } from "./front.js";
import { IN_TABLES, type Landmark, landmarksOf, preselect } from "./landmarks.js";
import type { Profile, RoleWord } from "./profile.js";
import { type Choice, type Guess, MAX_CHOICES, type OpenQuestion } from "./questions.js";
import { knownRole, Rules } from "./rules.js";
import type { Node } from "./units.js";

/** Roles of the labels: known words where there is one of each, else a question. */
export function chooseLabels(nodes: readonly Node[], front: Front, given: Profile): Guess {
  const rules = new Rules(given);
  const marks = landmarksOf(nodes, rules, front);
  const departments = marks.reduce((most, mark) => Math.max(most, ...mark.departments, -1), -1) + 1;
  const recurs = (mark: Landmark): boolean =>
    mark.column ||
    (departments > 1
      ? mark.departments.size * 2 >= departments && mark.departments.size > 1
      : mark.count > 1 && mark.departments.size > 0);
  const open = marks.filter((mark) => rules.label(mark.text) === null && rules.column(mark.text, 0) === null);
  const unknown = open.filter(
    (mark) =>
      (mark.known === null || !mark.known.sure) &&
      recurs(mark) &&
      !isSectionLike(mark) &&
      (departments > 1 || !isInline(mark)),
  );
  const none = given.なし ?? [];
  for (const word of ["目標", "方針"] as const) {
    const decided =
      Object.values(given.見出し ?? {}).some((value) => value.split(" ")[0] === word) ||
      given.表?.[word] !== undefined;
    const sure = open.filter(
      (mark) =>
        mark.known?.sure === true &&
        !mark.over &&
        mark.known.word === word &&
        (mark.departments.size > 0 || mark.column),
    );
    const rivals = decided ? [] : rivalsOf(sure);
    if (rivals.length > 1 && !none.includes(word))
      return { profile: given, question: roleQuestion(word, rivals, sure, marks) };
  }
  const goals = marks.some(
    (mark) =>
      mark.known?.sure === true && mark.known.word === "目標" && (mark.departments.size > 0 || mark.column),
  );
  const decided =
    Object.values(given.見出し ?? {}).some((value) => value.startsWith("目標")) ||
    given.表?.目標 !== undefined ||
    given.既定 !== undefined;
  const directions = open.filter(
    (mark) => mark.known?.word === "方針" && mark.known.rank < 1 && recurs(mark),
  );
  const named = [...directions, ...(front.defaultLabel?.role === "goal" ? [] : unknown)];
  const candidates = named.length > 0 ? named : textColumns(marks);
  if (!goals && !decided && candidates.length > 0 && !none.includes("目標")) {
    return { profile: given, question: roleQuestion("目標", candidates, [], marks) };
  }
  const first = unknown[0];
  if (first !== undefined) return { profile: given, question: labelQuestion(first, unknown, marks) };
  return { profile: preselect(nodes, front, given, marks, true), question: null };
}

/** The columns that may hold what is to be done, in a table whose headings say so of none: 施策名, 内容, 所管. */
function textColumns(marks: readonly Landmark[]): readonly Landmark[] {
  const words = new Set<RoleWord | null>(["見出し", "柱", "無視", null]);
  if (marks.some(({ known }) => isMain(known?.word))) return [];
  return marks.filter(
    (mark) => mark.column && mark.samples.length > 0 && words.has(mark.known?.word ?? null),
  );
}

const isMain = (word: RoleWord | undefined): boolean =>
  word === "方針" || word === "目標" || word === "ビジョン";

const isInline = (mark: Landmark): boolean => [...mark.forms].every((form) => form.startsWith(":"));

/** Labels of one role that stand in the same department: only one of them can be meant. */
function rivalsOf(marks: readonly Landmark[]): readonly Landmark[] {
  const rivals = marks.filter((mark) =>
    marks.some(
      (other) =>
        other !== mark &&
        (mark.column && other.column ? true : [...mark.departments].some((at) => other.departments.has(at))),
    ),
  );
  return [...rivals].sort((a, b) => (b.known?.rank ?? 0) - (a.known?.rank ?? 0) || b.count - a.count);
}

/** Printed in the place where others print 施策: a heading over labels, not a label itself. */
function isSectionLike(mark: Landmark): boolean {
  return (
    mark.samples.length > 0 &&
    mark.samples.every((sample) => ["方針", "目標", "ビジョン"].includes(knownRole(sample)?.word ?? ""))
  );
}

const ASK: Readonly<Record<"目標" | "方針", string>> = {
  目標: "進み具合を追う目標（重点目標）はどれですか。",
  方針: "方針（経営方針など）はどれですか。",
};

function roleQuestion(
  word: "目標" | "方針",
  marks: readonly Landmark[],
  sure: readonly Landmark[],
  all: readonly Landmark[],
): OpenQuestion {
  const shown = marks.slice(0, MAX_CHOICES - 1);
  const headed = word === "目標" ? shown.flatMap((mark) => headedChoice(mark, shown, all)) : [];
  const plain = shown.map((mark): Choice => {
    const others = sure.filter((other) => other !== mark && shown.includes(other));
    const 見出し = Object.fromEntries([
      [mark.text, word],
      ...others.map((other): [string, string] => [other.text, word === "方針" ? "ビジョン" : "無視"]),
    ]);
    return { label: `「${mark.text}」`, samples: mark.samples, profile: { 見出し } };
  });
  const choices = [...plain, ...headed];
  if (sure.length > 1) {
    choices.push({
      label: "上のすべて",
      samples: [],
      profile: { 見出し: Object.fromEntries(sure.map((mark) => [mark.text, word])) },
    });
  } else choices.push({ label: `${word}にあたるものはない`, samples: [], profile: { なし: [word] } });
  return { id: word, text: ASK[word], choices };
}

/** A goal in one column and what stands in a column to the left of it, which would be lost if only the goal were taken. */
function headedChoice(
  mark: Landmark,
  shown: readonly Landmark[],
  all: readonly Landmark[],
): readonly Choice[] {
  if (!mark.column || mark.known?.word === "見出し") return [];
  const left = all.slice(0, all.indexOf(mark)).filter((one) => one.column);
  const isRival = (one: Landmark): boolean => shown.includes(one) && one.known?.word === "目標";
  const as = (word: "見出し" | "柱" | "政策", one: Landmark, label: string): Choice => ({
    label,
    samples: [...one.samples.slice(0, 1), ...mark.samples.slice(0, 1)],
    profile: { 見出し: { [mark.text]: "目標" }, 表: { [word]: one.text } },
  });
  // 基本目標, 施策, 目標: the first is no name of the last, it stands two levels above.
  const section = left.findLastIndex((one) => one.known?.word === "柱");
  const upper = left.slice(0, Math.max(section, 0)).findLast(isRival);
  const above =
    upper === undefined ? [] : [as("政策", upper, `「${mark.text}」（「${upper.text}」はその上の段）`)];
  const name = left.findLast((one) => one.known?.word === "見出し" || isRival(one));
  if (name === undefined || name === upper) return above;
  const heading = as("見出し", name, `「${mark.text}」（その見出しは「${name.text}」）`);
  if (name.known?.word === "見出し") return [...above, heading];
  return [...above, as("柱", name, `「${mark.text}」（柱は「${name.text}」）`), heading];
}

function labelQuestion(mark: Landmark, unknown: readonly Landmark[], all: readonly Landmark[]): OpenQuestion {
  // 事業名 beside 取組内容: if it is the goal, the other says how.
  const rivals = all.filter(
    (one) => mark.column && one !== mark && one.column && one.known?.word === "目標" && one.known.rank <= 1,
  );
  const as = (value: RoleWord): Profile =>
    mark.column && IN_TABLES.includes(value)
      ? { 表: { [value]: mark.text } }
      : {
          見出し: {
            [mark.text]: value,
            ...(value === "目標" ? Object.fromEntries(rivals.map((one) => [one.text, "無視"])) : {}),
          },
        };
  const rest: Profile = {
    見出し: Object.fromEntries(unknown.map((one) => [one.text, one.known?.word ?? "無視"])),
  };
  const whole = (["方針", "目標", "ビジョン"] as const)
    .filter((word) => word !== mark.known?.word)
    .map((word): Choice => ({ label: word, samples: [], profile: as(word) }));
  const drop: Choice = { label: "取り込まない", samples: [], profile: as("無視") };
  const value: readonly Choice[] =
    mark.known?.word === "目標値"
      ? []
      : [{ label: "目標値（達成の目安など）", samples: [], profile: { 見出し: { [mark.text]: "目標値" } } }];
  const known: readonly Choice[] =
    mark.known === null || mark.known.word === "無視" || mark.known.word === "見出し"
      ? []
      : [{ label: mark.known.word, samples: [], profile: as(mark.known.word) }];
  const choices: Choice[] = mark.column
    ? [
        { label: "目標の見出し（事業の名前など）", samples: [], profile: as("見出し") },
        ...known,
        { label: "柱（施策や分野）", samples: [], profile: as("柱") },
        drop,
        ...value,
        ...whole,
      ]
    : [...known, drop, ...value, ...whole, ...sectionChoices(mark)];
  if (unknown.length > 1) {
    choices.splice(mark.column ? 1 : 0, 0, {
      label: `これと残り（${unknown
        .slice(1, 5)
        .map((one) => `「${one.text}」`)
        .join("")}）を、${summary(unknown)}`,
      samples: [],
      profile: rest,
    });
  }
  return {
    id: `見出し:${mark.key}`,
    text: `「${mark.text}」は何を表していますか。`,
    choices: choices
      .slice(0, 9)
      .map((choice, index) => (index === 0 ? { ...choice, samples: mark.samples } : choice)),
  };
}

/** A recurring heading may be a 柱, above the labels or below each of them; `アクション1 …` one over its list. */
function sectionChoices(mark: Landmark): readonly Choice[] {
  if (isInline(mark))
    return [
      {
        label: "柱（施策や分野の見出し）で、その下に目標がある",
        samples: [],
        profile: { 柱: [`語 ${mark.text}`] },
      },
    ];
  const forms = [...mark.forms].filter((form) => !form.startsWith(":") && form !== "表の左");
  if (forms.length === 0) return [];
  const 柱 = forms.map((form) => (form === "行" ? mark.text : form));
  return [
    { label: "柱（施策や分野の見出し）で、その下に方針や目標の見出しがある", samples: [], profile: { 柱 } },
    {
      label: "柱（施策や分野の見出し）で、方針や目標の見出しの下にある",
      samples: [],
      profile: { 柱, 柱は見出しの下: true },
    },
  ];
}

function summary(unknown: readonly Landmark[]): string {
  const words = unknown.map((one) => one.known?.word ?? "無視");
  return words.every((word) => word === "無視")
    ? "どれも取り込まない"
    : `順に${words.map((word) => (word === "無視" ? "取り込まない" : word)).join("・")}とする`;
}
