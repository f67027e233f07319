import { dayWithYear, fiscalYearLabel, parseFiscalYear } from "../../../domain/time.js";
import type { ImportOutcome } from "../../../import/apply.js";
import type { Change, ImportCounts } from "../../../import/changes.js";
import { ImportError } from "../../../import/document.js";
import type { EndedName, KeptName } from "../../../import/kept-names.js";
import type { ReorganisationKind } from "../../../store/reorganisations.js";

/** The words in which an import is shown before it is done, in the terminal and on the office page. */

export const KIND_WORDS: Readonly<Record<Change["kind"], string>> = {
  department: "部",
  section: "柱",
  goal: "重点目標",
  policy: "経営方針",
  initiative: "組織横断の取組",
  vision_lead: "ビジョン",
  vision_item: "ビジョン",
  overall: "全体の方針",
  framework: "計画の進め方",
};

export const CHANGE_WORDS: Readonly<Record<Change["what"], string>> = {
  added: "追加",
  changed: "変更",
  removed: "削除",
  renamed: "改称",
  moved: "移動",
  reordered: "並べ替え",
};

export interface ChangeRow {
  readonly what: string;
  readonly place: string;
  readonly before: string;
  readonly after: string;
  readonly notes: number;
}

/** What people look at first comes first: what goes, then what reads differently, what stands elsewhere, what is new. */
const ORDER: readonly Change["what"][] = ["removed", "changed", "renamed", "moved", "reordered", "added"];

export function changeRows(changes: readonly Change[]): ChangeRow[] {
  return changes
    .toSorted((a, b) => ORDER.indexOf(a.what) - ORDER.indexOf(b.what))
    .map((change) => ({
      what: CHANGE_WORDS[change.what],
      place: `${change.department ?? "全体"}・${KIND_WORDS[change.kind]}${change.goal === null ? "" : ` ${change.goal.number}`}`,
      before: change.before ?? "",
      after: change.after ?? "",
      notes: change.notes,
    }));
}

/** What an import says of departments that its document does not call or print as 機構改革 has it; one sentence each. */
export const nameNotes = ({
  keptNames,
  endedNames,
  fiscalYear,
}: Pick<ImportOutcome, "keptNames" | "endedNames" | "fiscalYear">): string[] => [
  ...keptNames.map(keptNameWords),
  ...endedNames.map((ended) => endedNameWords(ended, fiscalYear)),
];

/** Why a department is not called as the document prints it, and what to do where the document is right. */
const keptNameWords = ({ printed, name, on }: KeptName): string =>
  `文書には「${printed}」とありますが、${dayWithYear(on)}の機構改革で改称した「${name}」のまま取り込みます。元の名前に戻すときは、「機構改革」で改称を登録してください。`;

/** What was or is to be done with a department, in words that go on with `います` and `なっています`. */
const ENDED: Readonly<Record<ReorganisationKind, { readonly done: string; readonly planned: string }>> = {
  rename: { done: "改称されて", planned: "改称されることに" },
  merge: { done: "統合されて", planned: "統合されることに" },
  split: { done: "分割されて", planned: "分割されることに" },
  abolish: { done: "廃止されて", planned: "廃止されることに" },
};

/** That a document prints what 機構改革 ends, what will come of it, and what to do where the document is wrong. */
function endedNameWords({ printed, kind, on, heirs, isOver }: EndedName, fiscalYear: number): string {
  const into = heirs.length === 0 ? "" : `${heirs.join("、")}に`;
  const { done, planned } = ENDED[kind];
  const decided = `「${printed}」は${dayWithYear(on)}の機構改革で${into}${isOver ? `${done}います` : `${planned}なっています`}が、この文書には載っています。`;
  if (isOver)
    return `${decided}このまま取り込むと、${fiscalYearLabel(fiscalYear)}は「${printed}」として続きます。文書の載せ違いのときは、文書を直してから取り込んでください。`;
  const then =
    heirs.length === 0
      ? `その日から「${printed}」の目標には定期まとめが届きません。`
      : `その日から「${printed}」の目標は${heirs.join("、")}が受け持ちます。`;
  return `${decided}${then}文書の載せ違いのときは文書を直し、機構改革をやめるときは「機構改革」で取り消してから、取り込んでください。`;
}

export function importCountWords(counts: ImportCounts): string {
  return `部 ${counts.departments}　柱 ${counts.sections}　経営方針 ${counts.policies}　重点目標 ${counts.goals}　組織横断の取組 ${counts.initiatives}　全体の方針 ${counts.overall}　ビジョン ${counts.visions}`;
}

/** The western year of 令和8年度, R8 or 2026; null for anything else. */
export const yearOf = (text: string): number | null => parseFiscalYear(text.trim());

/** True for what a person can mend: a sentence that says what is wrong with the document. */
export const isRefusal = (error: unknown): error is ImportError => error instanceof ImportError;
