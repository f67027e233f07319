import type { CellValue } from "hucre/xlsx";
import { fiscalYearLabel } from "../domain/time.js";
import { ImportError, type ParsedDepartment, type ParsedGoal, type ParsedPlan } from "../import/document.js";
import type { DocumentElement, LineElement, Place, ReadDocument } from "../import/elements.js";
import { labelRole } from "../import/label-roles.js";
import { foldPrinted } from "../import/printed-text.js";
import { planImport, STOP } from "../import/profile/plan-import.js";
import { mergeProfiles, type Profile } from "../import/profile/profile.js";
import { KIND_LABELS } from "../import/sheet/columns.js";
import { DETAIL_HEADINGS, templateBytes } from "./template.js";

/** Our form with what was read of a document in it, to be put right by hand where no profile can say what the document means. */
export interface FilledTemplate {
  readonly bytes: Uint8Array;
  /** Statements that stand in the form, and lines that are listed beside it. */
  readonly filled: number;
  readonly left: number;
}

type Row = readonly CellValue[];

/**
 * @param given what is known of the layout; doubts are no reason to leave anything out here, because a person goes through it
 */
export async function fillTemplate(document: ReadDocument, given: Profile): Promise<FilledTemplate> {
  const plan = asFarAsRead(document, given);
  const rows = plan === null ? [] : rowsOf(plan);
  const left = linesNotIn(document, plan);
  return { bytes: await templateBytes(rows, left), filled: rows.length, left: left.length };
}

/** The plan under the profile, whatever is doubtful about it; null where not even its departments are known. */
function asFarAsRead(document: ReadDocument, given: Profile): ParsedPlan | null {
  const known = { ...given, 確認: (given.確認 ?? []).filter((kind) => kind !== STOP) };
  try {
    const planned = planImport(document, known);
    if (planned.plan !== null || planned.question?.doubts === undefined) return planned.plan;
    const all = planned.question.doubts.map(({ kind }) => kind);
    return planImport(document, mergeProfiles(planned.profile, { 確認: all })).plan;
  } catch (error) {
    if (error instanceof ImportError) return null;
    throw error;
  }
}

function rowsOf(plan: ParsedPlan): Row[] {
  const rows: Row[] = [];
  const head = {
    place: [plan.municipality ?? "", plan.fiscalYear === null ? "" : fiscalYearLabel(plan.fiscalYear)],
  };
  const put = (
    department: ParsedDepartment | null,
    section: string,
    kind: keyof typeof KIND_LABELS,
    text: string,
    more: { readonly number?: number; readonly heading?: string | null; readonly goal?: ParsedGoal } = {},
  ): void => {
    // Blank cells go on with the row above.
    const first = rows.length === 0 ? head.place : ["", ""];
    const named =
      department === null
        ? ["", "", ""]
        : [department.name, department.reading ?? "", department.aliases.join("、")];
    const details = Object.keys(DETAIL_HEADINGS).map((each) =>
      (more.goal?.details ?? [])
        .filter(({ kind: one }) => one === each)
        .map(({ text: one }) => one)
        .join("\n"),
    );
    rows.push([
      ...first,
      ...named,
      section,
      KIND_LABELS[kind],
      more.number ?? "",
      more.heading ?? "",
      text,
      ...details,
    ]);
  };
  for (const { text } of plan.overall) put(null, "", "overall", text);
  for (const { text, heading } of plan.framework) put(null, "", "framework", text, { heading });
  for (const department of plan.departments) {
    if (department.vision?.lead) put(department, "", "vision", department.vision.lead.text);
    for (const [at, { text }] of (department.vision?.items ?? []).entries())
      put(department, "", "visionItem", text, { number: at + 1 });
    for (const { name, policies, goals } of department.sections) {
      for (const { text } of policies) put(department, name, "policy", text);
      for (const goal of goals) {
        put(department, name, "goal", goal.text, {
          heading: goal.heading ?? null,
          goal,
          ...(goal.printed === undefined ? {} : { number: goal.printed }),
        });
      }
    }
    for (const { text, heading } of department.initiatives)
      put(department, "", "initiative", text, { heading });
  }
  return rows;
}

/** Printed lines whose words stand nowhere in the plan, with their place. */
function linesNotIn(document: ReadDocument, plan: ParsedPlan | null): Row[] {
  const taken = plan === null ? "" : foldPrinted(wordsOf(plan).join("\n"));
  return document.elements
    .flatMap(linesOf)
    .filter(({ text }) => text.trim() !== "" && !(taken !== "" && taken.includes(foldPrinted(text))))
    .filter(({ text }) => plan === null || labelRole(text) === null)
    .map(({ place, text }) => [placeWords(place), text]);
}

function wordsOf(plan: ParsedPlan): string[] {
  const ofDepartment = (one: ParsedDepartment): string[] => [
    one.name,
    ...one.aliases,
    one.vision?.lead?.text ?? "",
    ...(one.vision?.items ?? []).map(({ text }) => text),
    ...one.sections.flatMap(({ name, policies, goals }) => [
      name,
      ...policies.map(({ text }) => text),
      ...goals.flatMap(({ text, heading, details = [] }) => [
        text,
        heading ?? "",
        ...details.map((each) => each.text),
      ]),
    ]),
    ...one.initiatives.flatMap(({ text, heading }) => [text, heading ?? ""]),
  ];
  return [
    plan.municipality ?? "",
    plan.title ?? "",
    ...plan.overall.map(({ text }) => text),
    ...plan.framework.flatMap(({ text, heading }) => [text, heading ?? ""]),
    ...plan.departments.flatMap(ofDepartment),
  ];
}

function linesOf(element: DocumentElement): readonly Pick<LineElement, "place" | "text">[] {
  if (element.kind !== "table") return [element];
  return element.rows.flatMap((row) => row.flatMap((cell) => cell?.lines ?? []));
}

const placeWords = ({ page, sheet, line }: Place): string =>
  [sheet, page === null ? null : `${page}ページ`, line === null ? null : `${line}行`]
    .filter((part) => part !== null)
    .join(" ");
