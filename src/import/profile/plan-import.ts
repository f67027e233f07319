import { ImportError, type ParsedPlan, withPrintedNumbers } from "../document.js";
import type { ReadDocument } from "../elements.js";
import { labelRole } from "../label-roles.js";
import { lineList, placeWords, rememberOf } from "../printed-text.js";
import { arranged } from "./arrangement.js";
import { type Check, checkInterpreted, indexEntries, orderByIndex, WAY_OUT } from "./checks.js";
import { finishDepartment, textOf } from "./collected.js";
import { type Front, frontOf } from "./front.js";
import { chooseDepartments } from "./guess-departments.js";
import { chooseLabels } from "./guess-labels.js";
import { chooseGroups, chooseLevels } from "./guess-levels.js";
import { chooseMarks } from "./guess-marks.js";
import { chooseSections } from "./guess-sections.js";
import { interpret } from "./interpret.js";
import { sampleOf } from "./landmarks.js";
import { isDoubt, sentenceOf } from "./problems.js";
import type { Profile, RoleWord } from "./profile.js";
import { type Choice, type Guess, NONE_OF_THESE, type OpenQuestion } from "./questions.js";
import type { Interpreted } from "./reading.js";
import { Rules } from "./rules.js";
import { type Node, nodesOf, type TableUnit, unitsIn } from "./units.js";

/** Far beyond any published plan; what is longer is another kind of file. */
const MAX_ELEMENTS = 30_000;
/** Said in place of a doubt: the document is not to be imported as it is read. */
export const STOP = "中止";

/** What would be imported, or the one thing that has to be known first. */
export interface PlannedImport {
  /** What is known of the document's layout so far: given, guessed, answered. */
  readonly profile: Profile;
  /** Null while a question is open. */
  readonly plan: ParsedPlan | null;
  readonly question: OpenQuestion | null;
  readonly checks: readonly Check[];
  readonly notTaken: readonly NotTaken[];
}

/** Texts of one kind that are not in the plan. */
export interface NotTaken {
  /** Where the first of them stands, and what it says: `3ページ「令和8年4月発行」`. */
  readonly where: string;
  readonly message: string;
  /** The same without the places; null for a remark about texts that are taken. */
  readonly left: string | null;
  readonly lines: readonly number[];
}

/**
 * What a document says under a profile. Pure: nothing is stored.
 * @param given the saved profile, or what was answered so far; `{}` where nothing is known
 * @throws ImportError with one Japanese sentence where the document is no plan or too torn to be one
 */
export function planImport(document: ReadDocument, given: Profile): PlannedImport {
  const nodes = nodesFor(document);
  if (nodes.length === 0) {
    throw new ImportError("文書に文字がありません。経営方針や重点目標が書かれた文書を指定してください。");
  }
  if (nodes.length > MAX_ELEMENTS) {
    throw new ImportError(
      `行が多すぎます（${MAX_ELEMENTS.toLocaleString("ja-JP")}行まで）。部の方針と目標が書かれた部分だけを取り込んでください。`,
    );
  }
  if (given.確認?.includes(STOP) === true) {
    throw new ImportError(
      "取り込みませんでした。元の文書を直すか、読み取った内容を様式（Excel）に書き出し、直して取り込んでください。",
    );
  }
  refuseGarbled(nodes);
  const front = frontOf(nodes, document.title);
  const { profile, question, tried } = guess(nodes, front, given);
  const read = question === null ? (tried?.read ?? interpret(nodes, front, profile)) : null;
  const open =
    read === null
      ? question
      : (unlabelledQuestion(read, front, nodes, profile) ?? plainQuestion(read, profile));
  if (read === null || open !== null)
    return { profile, plan: null, question: open, checks: [], notTaken: [] };
  const found = checkInterpreted(read, nodes);
  const below = belowQuestion(read, nodes, profile);
  if (below !== null) return { profile, plan: null, question: below, checks: [], notTaken: [] };
  const { plan, extra } = assemble(read, front, nodes, profile);
  const checks = [...found, ...extra];
  const doubts = checks.filter(({ kind }) => isDoubt(kind) && profile.確認?.includes(kind) !== true);
  const printed = textsByLine(nodes);
  const notTaken = notTakenOf(plan, printed);
  if (doubts.length === 0) return { profile, plan, question: null, checks, notTaken };
  return { profile, plan: null, question: confirmation(doubts, printed), checks, notTaken };
}

/**
 * What a plan says of texts that are not in it.
 * @param printed the texts of lines, where they are to be shown
 */
export const notTakenOf = (plan: ParsedPlan, printed?: ReadonlyMap<number, string>): readonly NotTaken[] =>
  plan.warnings.map(({ line, message, left = null }) => {
    const text = printed?.get(line);
    const where = `${placeWords(line)}${text === undefined ? "" : `「${text}」`}`;
    return { where, message, left, lines: [line] };
  });

/**
 * Completes what is known of a document's profile, or names the one thing that has to be asked.
 * @param given what is saved or answered; it is never overruled
 */
function guess(nodes: readonly Node[], front: Front, given: Profile): Guess {
  const levels = chooseLevels(nodes, front, given);
  if (levels.question !== null) return levels;
  const departments = chooseDepartments(nodes, front, levels.profile);
  if (departments.question !== null) return departments;
  const labelled = chooseLabels(nodes, front, departments.profile);
  if (labelled.question !== null) return labelled;
  const marked = chooseMarks(nodes, front, labelled.profile);
  if (marked.question !== null) return marked;
  const outer = chooseGroups(nodes, front, marked.profile, "levels");
  if (outer.question !== null) return outer;
  const sections = chooseSections(nodes, front, marked.profile, departments.tried);
  const filled = sections.tried?.read.departments.filter(({ items }) => items.length > 0) ?? [];
  const groups = filled.length > 1 ? chooseGroups(nodes, front, sections.profile, "departments") : sections;
  return groups.question === null ? sections : groups;
}

/** Which title, municipality and year the document itself names, so that the saved profile can be looked up. */
export function statedPlace(document: ReadDocument): {
  readonly title: string | null;
  readonly municipality: string | null;
  readonly fiscalYear: number | null;
} {
  const { title, municipality, fiscalYear } = frontOf(nodesFor(document), document.title);
  return { title, municipality, fiscalYear };
}

/** The elements as rules see them; a document is asked for them several times. */
export const nodesFor = rememberOf((document: ReadDocument): readonly Node[] =>
  arranged(nodesOf(document.elements)),
);

function confirmation(open: readonly Check[], printed: ReadonlyMap<number, string>): OpenQuestion {
  return {
    id: "確認",
    text: "次の点が確かではありません。元の文書と見比べて、このまま取り込んでよいですか。",
    doubts: open.map(({ kind, message, lines }) => ({
      kind,
      message,
      samples: lines.slice(0, 4).flatMap((line) => printed.get(line) ?? []),
    })),
    choices: [
      { label: "このまま取り込む", samples: [], profile: { 確認: open.map((check) => check.kind) } },
      { label: "取り込まない", samples: [], profile: { 確認: [STOP] } },
    ],
  };
}

/** Texts right below the names of departments, before any label or in place of them: what are they? */
function unlabelledQuestion(
  read: Interpreted,
  front: Front,
  nodes: readonly Node[],
  profile: Profile,
): OpenQuestion | null {
  if (profile.既定 !== undefined || read.openings.length < 2) return null;
  const of = (...kinds: readonly string[]): readonly number[] =>
    read.problems.filter(({ kind }) => kinds.includes(kind)).flatMap(({ lines }) => lines);
  const filled = read.departments.filter((one) => one.items.length > 0).length;
  // Where every department has what its labels say, what stands above them is its head, its staff or a motto.
  const areBeside = read.openings.every((opening) => opening.filled);
  const texts = areBeside ? of("early") : of("early", "unlabelled");
  const labels = Object.values(profile.見出し ?? {}).some((value) => /^(?:目標|方針)/u.test(value));
  if (texts.length < 2 || texts.length * 2 < filled) return null;
  if (!areBeside && !/方針|目標|重点/u.test(front.title ?? "")) return null;
  // Labels apart from all texts were torn from them.
  if (filled === 0 && labels) return null;
  if (of("labelsFirst", "columns", "shifted", "repeated").length > 0) return null;
  if (areBeside && endOnLabels(read, nodes, profile)) return null;
  const printed = textsByLine(nodes);
  const samples = texts.slice(0, 4).flatMap((line) => printed.get(line) ?? []);
  const as = (既定: RoleWord, label: string): Choice => ({ label, samples: [], profile: { 既定 } });
  const goal = as("目標", "目標（重点目標など）");
  const policy = as("方針", "方針（経営方針など）");
  const drop = as("無視", `取り込まない${areBeside ? "（部長の名前、職員数など）" : ""}`);
  return {
    id: "既定",
    text: `部の名前のすぐ下に、見出しのない文があります（${sampleOf(samples)}）。これらは何ですか。`,
    choices: areBeside
      ? [drop, policy, as("ビジョン", "ビジョン（部の使命など）"), goal]
      : [goal, policy, drop],
  };
}

/**
 * A sentence at the head of departments whose lists no label names, where the title alone says what all texts are: is it one of
 * them? A 部 may print its mission, and its 課 below it their goals.
 */
function plainQuestion({ departments, openings }: Interpreted, profile: Profile): OpenQuestion | null {
  const items = departments.flatMap((one) => one.items);
  if (profile.項目?.行 !== undefined || items.some(({ label }) => label !== "")) return null;
  const plain = items.filter(({ marked }) => !marked);
  const first = departments.flatMap(({ items: [one] }) => (one === undefined || one.marked ? [] : [one]));
  const listed = items.length - plain.length;
  if (plain.length === 0 || listed < 2 || first.length < plain.length) return null;
  if (plain.length * 4 < openings.length || plain.some((one) => !/。$/u.test(textOf(one)))) return null;
  const samples = plain.slice(0, 4).map(textOf);
  const as = (word: RoleWord, label: string): Choice => ({
    label,
    samples: [],
    profile: { 項目: { 行: word } },
  });
  return {
    id: "項目:行",
    text: `箇条書きの前に、印のない文があります（${sampleOf(samples)}）。これらは何ですか。`,
    choices: [
      as("方針", "方針（部の使命や方針など）"),
      as("ビジョン", "ビジョン（目指す姿など）"),
      as("無視", "取り込まない（前書きなど）"),
      as("目標", "箇条書きと同じもの"),
    ],
  };
}

/** Lines without a mark below items, where neither their look nor the profile says whether they go on with the item. */
function belowQuestion(
  { problems }: Interpreted,
  nodes: readonly Node[],
  profile: Profile,
): OpenQuestion | null {
  const found = problems.filter(({ kind }) => kind === "below" || kind === "apart");
  if (found.length === 0 || profile.行をつなぐ !== undefined) return null;
  const printed = textsByLine(nodes);
  const samples = found
    .flatMap(({ lines }) => lines)
    .slice(0, 4)
    .flatMap((line) => printed.get(line) ?? []);
  const below = found.some(({ kind }) => kind === "below");
  const apart = found.some(({ kind }) => kind === "apart");
  const other = apart
    ? `1行ずつ別の文${below ? "（項目の下の行は説明として取り込まない）" : ""}`
    : "項目を説明する文（取り込まない）";
  return {
    id: "行をつなぐ",
    text: `${apart ? "" : "箇条書きの項目の下に、"}印のない行があります（${sampleOf(samples)}）。これらは何ですか。`,
    choices: [
      { label: other, samples, profile: { 行をつなぐ: false } },
      {
        label: `${apart ? "上の行" : "項目の文"}の続き（つなげて1つの文にする）`,
        samples: [],
        profile: { 行をつなぐ: true },
      },
      { ...NONE_OF_THESE, label: "どちらでもない（取り込みをやめる）" },
    ],
  };
}

/** Whether departments end on a label: then labels stand below their texts, and what stands above the first is the first's. */
function endOnLabels({ openings }: Interpreted, nodes: readonly Node[], profile: Profile): boolean {
  const rules = new Rules(profile);
  const begins = new Set(openings.slice(1).map(({ line }) => line));
  const units = nodes.flatMap(unitsIn);
  return units.some(({ line, text }, at) => {
    const next = units[at + 1];
    const ends = next === undefined || (line < next.line && begins.has(next.line));
    return ends && rules.label(text) !== null;
  });
}

/** What stands in a line: people who look at a Word file or a PDF know no line numbers. */
function textsByLine(nodes: readonly Node[]): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  const put = ({ line, text }: { readonly line: number; readonly text: string }): void => {
    if (text === "") return;
    // Cells of one line were read as the lines that they hold.
    const whole = texts.has(line) ? `${texts.get(line)}｜${text}` : text;
    texts.set(line, whole.length > 60 ? `${whole.slice(0, 60)}…` : whole);
  };
  // Of a row of one line, all cells: the doubt may be about any of them.
  const putRow = (row: TableUnit["rows"][number]): void => {
    const units = row.flatMap((cell) => cell?.units ?? []);
    const [first] = units;
    if (first === undefined) return;
    if (units.every((unit) => unit.line === first.line))
      put({ line: first.line, text: row.flatMap((cell) => cell?.text || []).join("｜") });
    else units.forEach(put);
  };
  for (const node of nodes) {
    if (node.kind === "unit") put(node.unit);
    else for (const row of node.table.rows) putRow(row);
  }
  return texts;
}

function assemble(
  read: Interpreted,
  front: Front,
  nodes: readonly Node[],
  profile: Profile,
): { readonly plan: ParsedPlan; readonly extra: readonly Check[] } {
  const { ledger } = read;
  for (const { line } of nodes.flatMap(unitsIn))
    if (!ledger.isAccounted(line)) ledger.leave([line], "outside");
  const departments = read.departments.filter((one) => one.items.some((item) => item.kept));
  const ordered = orderByIndex(departments, indexEntries(read));
  const extra: Check[] = [];
  const off = [...ordered.missing.map((one) => one.line), ...ordered.unlisted.map((one) => one.line)];
  for (const { line, name } of ordered.missing)
    ledger.warn(line, `目次にある「${name}」の方針・目標が本文に見当たりません。`);
  for (const { line, name } of ordered.unlisted) {
    ledger.warn(line, `「${name}」は目次にありません。部の並びの最後に置きました。`);
  }
  if (off.length > 0) extra.push({ kind: "index", lines: off, message: sentenceOf("index", off) });
  const noGoals = departments.every((one) => one.items.every((item) => item.kind !== "goal" || !item.kept));
  const finished = departments
    .map((one) => finishDepartment(one, ordered.order.get(one) ?? 0, noGoals))
    .sort((a, b) => a.order - b.order);
  const only = finished.length === 1 ? front.departmentTitle : null;
  return {
    plan: {
      layout: profile.様式 ?? (nodes.some((node) => node.kind === "table") ? "table" : "headings"),
      municipality: front.municipality,
      fiscalYear: front.fiscalYear,
      title: front.title ?? only,
      issuedBy: front.issuedBy,
      updatedOn: front.updatedOn,
      overall: read.overall,
      framework: read.framework,
      departments: withPrintedNumbers(finished),
      warnings: ledger.warnings(),
      summarised: /要旨/u.test(front.title ?? ""),
    },
    extra,
  };
}

/**
 * What no profile can mend: labels of two columns on one line, and names written one character a line.
 * @throws ImportError
 */
function refuseGarbled(nodes: readonly Node[]): void {
  const beside: number[] = [];
  const torn: number[] = [];
  let run: number[] = [];
  for (const node of nodes) {
    if (node.kind !== "unit" || node.unit.level !== null) continue;
    const { unit } = node;
    if (isSideBySide(unit.text)) beside.push(unit.line);
    if (unit.mark === null && unit.text.length === 1 && /\p{Script=Han}/u.test(unit.text))
      run.push(unit.line);
    else {
      if (run.length >= 3) torn.push(...run);
      run = [];
    }
  }
  if (run.length >= 3) torn.push(...run);
  if (beside.length > 0) {
    throw new ImportError(
      `${lineList(beside)}に「経営方針」と「重点目標」などの見出しが横に並んでいて、2段組の列が混ざっています。${WAY_OUT}`,
    );
  }
  if (torn.length > 0) {
    throw new ImportError(
      `${lineList(torn, 8)}の文が1文字ずつに分かれていて、縦書きの文書のようです。${WAY_OUT}`,
    );
  }
}

function isSideBySide(text: string): boolean {
  if (text.length > 80) return false;
  const parts = text.split(/[\s\u3000]{2,}|\u3000|\s*[|｜/／]\s*/u).filter((part) => part !== "");
  const words = text.split(/[\s\u3000]+/u);
  if (parts.length < 2 && words.length <= 6 && words.every((word) => labelRole(word) !== null))
    parts.splice(0, 1, ...words);
  if (parts.length < 2 || parts.length > 6) return false;
  return parts.filter((part) => ["policy", "goal"].includes(labelRole(part)?.role ?? "")).length >= 2;
}
