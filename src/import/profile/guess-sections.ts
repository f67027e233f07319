import { isDeepStrictEqual } from "node:util";
import { headedBy } from "../department-names.js";
import type { Front } from "./front.js";
import { interpret } from "./interpret.js";
import { isLabelLike, sampleOf } from "./landmarks.js";
import { mergeProfiles, type Profile } from "./profile.js";
import { type Choice, type Guess, lookOf, signOf, type Tried } from "./questions.js";
import type { Interpreted } from "./reading.js";
import { EITHER_OF, knownRole, Rules } from "./rules.js";
import type { Node, Unit } from "./units.js";

/** 柱: what is printed above labels, or between a label and its texts. */
export function chooseSections(
  nodes: readonly Node[],
  front: Front,
  given: Profile,
  tried: Tried | undefined,
): Guess {
  const rules = new Rules(given);
  let profile = given;
  const above = new Map<string, { yes: Unit[]; no: Unit[] }>();
  let inside = rules.wholeTitle;
  for (const [at, node] of nodes.entries()) {
    if (node.kind !== "unit") continue;
    const { unit } = node;
    if (rules.department(unit) !== null && rules.label(unit.text) === null) {
      inside = true;
      continue;
    }
    if (
      !inside ||
      front.ids.has(unit.id) ||
      rules.label(unit.text) !== null ||
      rules.section(unit) ||
      rules.level(unit) !== null ||
      rules.isIgnored(unit) ||
      // 防災部長 山本茂: who speaks for the department that is open.
      headedBy(unit.text.split(/[\s\u3000]/u)[0] ?? "") !== null
    )
      continue;
    if (!isLabelLike(unit) && !(unit.mark !== null && unit.mark.rank <= 6 && unit.text.length <= 40))
      continue;
    if (/[。、，]$/u.test(unit.text)) continue;
    if (
      ["無視", "全体"].includes(knownRole(unit.text)?.word ?? "") ||
      rules.labelWithText(unit.text) !== null
    )
      continue;
    const next = nodes[at + 1];
    const before = nodes[at - 1];
    // What stands right below a label is its text.
    const first = before?.kind === "unit" && unit.level === null && rules.label(before.unit.text) !== null;
    const leads =
      !first &&
      ((next?.kind === "unit" && (isMainLabel(rules, next.unit) || isBelow(rules, unit, next.unit))) ||
        (next?.kind === "table" && unit.level !== null));
    const group = above.get(unit.form) ?? { yes: [], no: [] };
    (leads ? group.yes : group.no).push(unit);
    above.set(unit.form, group);
  }
  for (const [form, { yes, no }] of above) {
    if (yes.length === 0) continue;
    const listed = yes[0]?.mark != null && yes[0].mark.rank > 2 && yes[0].level === null;
    if (listed && (no.length > 0 || yes.length < 2)) continue;
    if (form === "行") {
      const texts = plainSections(yes, no);
      if (texts.length > 0) profile = mergeProfiles(profile, { 柱: texts });
      continue;
    }
    if (no.length > 0) {
      const texts = [...new Set(yes.map((unit) => unit.text))].filter(
        (text) => yes.length > 1 || SECTION_WORD.test(text),
      );
      if (texts.length === 0) continue;
      profile = mergeProfiles(profile, { 柱: seriesOf(texts) });
      continue;
    }
    profile = mergeProfiles(profile, { 柱: [form] });
  }
  // Most often nothing has come to what was found with the departments.
  const read = isDeepStrictEqual(tried?.profile, profile) ? tried?.read : undefined;
  return unknownHeadings(nodes, profile, read ?? interpret(nodes, front, profile));
}

const MAIN_ROLES: ReadonlySet<string> = new Set(["policy", "goal", "vision"]);

function isMainLabel(rules: Rules, unit: Unit): boolean {
  const rule = rules.label(unit.text) ?? rules.labelWithText(unit.text)?.rule;
  return rule !== undefined && rule !== null && MAIN_ROLES.has(rule.role);
}

/** A deeper heading that is a label of any kind. */
const isBelow = (rules: Rules, unit: Unit, next: Unit): boolean =>
  unit.level !== null && next.level !== null && next.level > unit.level && rules.label(next.text) !== null;

/** `経営課題1 …`, `経営課題2 …`: by what they share, so that next year's are found too. */
function seriesOf(texts: readonly string[]): string[] {
  const first = /^([^0-9０-９]{2,12})[0-9０-９]/u.exec(texts[0] ?? "")?.[1];
  if (
    first !== undefined &&
    texts.length > 1 &&
    texts.every((text) => new RegExp(`^${first}[0-9０-９]`, "u").test(text))
  ) {
    return [`/^${first}[0-9０-９]/`];
  }
  return [...texts];
}

/** Plain lines above labels that are 柱: set apart, and printed so in more than one place or by a word for 柱. */
function plainSections(yes: readonly Unit[], no: readonly Unit[]): string[] {
  const apart = yes.filter((unit) => unit.gap);
  const texts = [...new Set(apart.map((unit) => unit.text))];
  return texts.filter(
    (text) =>
      SECTION_WORD.test(text) ||
      (apart.filter((unit) => unit.text === text).length > 1 && !no.some((unit) => unit.text === text)) ||
      (no.length === 0 && apart.length === yes.length && apart.length > 1),
  );
}

/** Words that name a 柱 even where it stands once. */
const SECTION_WORD =
  /^.{0,12}(?:施策|戦略|改革|分野|視点|柱|人材育成(?:・活用)?|組織運営|財政運営|業務改善|(?:区|市|町|村|住)民サービス)$/u;

/** That lines are goals and what is listed below them is not: below the label of goals, or everywhere in a document without one. */
function linesAlone(nodes: readonly Node[], profile: Profile, units: readonly Unit[]): Profile {
  const labels = Object.entries(profile.見出し ?? {}).filter(([, value]) => value === "目標");
  if (labels.length > 0) return { 見出し: Object.fromEntries(labels.map(([label]) => [label, "目標 文"])) };
  const lines = new Set(units);
  const listed = nodes.flatMap((node, at) => {
    const before = nodes[at - 1];
    return node.kind === "unit" && before?.kind === "unit" && lines.has(before.unit)
      ? [[signOf(node.unit.form), "無視"] as const]
      : [];
  });
  return { 項目: { 行: "目標", ...Object.fromEntries(listed) } };
}

/** Headings in departments that nothing explains: 柱 under a label, goals set as headings, or something else. */
function unknownHeadings(nodes: readonly Node[], profile: Profile, read: Interpreted): Guess {
  for (const [form, units] of read.unknown) {
    const texts = [...new Set(units.map((unit) => unit.text))];
    const selector = form === "行" ? texts.join(EITHER_OF) : form;
    const below: Profile = { 柱: [selector], 柱は見出しの下: true };
    const named = Object.values(profile.見出し ?? {}).some((value) => /^(?:目標|方針)/u.test(value));
    // One text that recurs may be the label of what stands below it.
    const [label = "", ...others] = texts;
    const labels =
      others.length > 0 || units.length < 2
        ? []
        : (["方針", "目標", "ビジョン", "無視"] as const).map(
            (word): Choice => ({
              label: word === "無視" ? "その下の文とも取り込まない" : `その下の文が${word}`,
              samples: [],
              profile: { 見出し: { [label]: word } },
            }),
          );
    // Under 【経営課題1】 the goals may stand without a label of their own.
    const direct = (["目標", "方針"] as const).map(
      (word): Choice => ({
        label: `柱（施策や分野の見出し）で、その下の文が${word}`,
        samples: texts.slice(0, 4),
        profile: { 柱: [selector], 既定: word },
      }),
    );
    return {
      profile,
      question: {
        id: `見出し:${form}`,
        text: `部の中の${lookOf(form)}（${sampleOf(texts)}）は何ですか。`,
        choices: [
          ...labels,
          ...(named
            ? [
                { label: "柱（施策や分野の見出し）", samples: texts.slice(0, 4), profile: below },
                ...direct.slice(0, 1),
              ]
            : direct),
          {
            label: profile.柱 === undefined ? "政策（目標の上の段）" : "政策（その下の柱は施策）",
            samples: [],
            profile: {
              政策: [...(profile.政策 ?? []), selector],
              ...(profile.柱 === undefined ? {} : { 施策: profile.柱 }),
              ...(named ? { 柱は見出しの下: true } : {}),
            },
          },
          form === "行"
            ? {
                label: "目標そのもの（その下の箇条書きは説明）",
                samples: [],
                profile: linesAlone(nodes, profile, units),
              }
            : { label: "目標そのもの", samples: [], profile: { 項目: { [signOf(form)]: "目標" } } },
          { label: "方針そのもの", samples: [], profile: { 項目: { [signOf(form)]: "方針" } } },
          { label: "取り込まない", samples: [], profile: { 項目: { [signOf(form)]: "無視" } } },
        ],
      },
    };
  }
  return { profile, question: null, tried: { profile, read } };
}
