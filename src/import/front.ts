import type { Block, Source } from "./blocks.js";
import { readMark } from "./marks.js";
import { departmentName } from "./names.js";
import { type Label, labelRole, unbracket } from "./roles.js";
import { fold, trimBlanks } from "./text.js";
import {
  issuingSection,
  isTitle,
  municipalityField,
  statedMunicipality,
  statedYear,
  updatedOn,
  yearField,
} from "./titles.js";

/** What the document says about itself as a whole. */
export interface FrontMatter {
  readonly title: string | null;
  /** The heading of the only department, which is the title of a one-department document. */
  readonly departmentTitle: string | null;
  readonly municipality: string | null;
  readonly fiscalYear: number | null;
  readonly issuedBy: string | null;
  readonly updatedOn: string | null;
  /** Lines that are the title or a field, not content. */
  readonly titleLines: ReadonlySet<number>;
  readonly defaultLabel: Label | null;
}

const SEARCHED = 40;

const BARE_YEAR = /^\(?(?:(?:令和|平成)(?:元|\d{1,2})|20\d\d)年度\)?$/u;

function isPlace(text: string): boolean {
  const core = fold(text);
  return core.length <= 10 && statedMunicipality(core) === core;
}

/** The title in a cell of its own, beside the year and the municipality; never the heading of a column. */
function isTitleCell(text: string): boolean {
  return (
    !text.includes("\n") && isTitle(text) && (labelRole(text) === null || labelRole(text)?.role === "plan")
  );
}

interface Candidate {
  readonly text: string;
  readonly line: number;
  readonly level: number | null;
}

function candidates(blocks: readonly Block[]): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const block of blocks.slice(0, SEARCHED)) {
    if (block.kind === "heading") found.push({ text: block.text, line: block.line, level: block.level });
    else if (block.kind === "text" && (block.mark === null || readMark(block.text).mark === null)) {
      if (block.mark === null || block.mark.rank <= 2)
        found.push({ text: block.text, line: block.line, level: null });
    } else if (block.kind === "table") {
      // Above the heading row a sheet may hold its title, its year and its municipality, one a cell.
      for (const row of block.rows.slice(0, 3)) {
        const cells = row.cells.filter((cell) => trimBlanks(cell.text) !== "");
        const only = cells[0];
        const bare = cells.filter((cell) => BARE_YEAR.test(fold(cell.text)) || isPlace(cell.text));
        if (cells.length === 1 && only !== undefined && !only.text.includes("\n"))
          bare.splice(0, bare.length, only);
        else if (bare.length > 0 && cells.every((cell) => bare.includes(cell) || isTitleCell(cell.text)))
          bare.splice(0, bare.length, ...cells);
        else if (bare.length < cells.length) break;
        for (const cell of bare) found.push({ text: cell.text, line: row.line, level: null });
      }
    }
  }
  return found;
}

/** A role for texts under no label (which is why its text is empty), where the title's last word names exactly one: `各部の重点目標`. */
function defaultLabel(texts: readonly string[]): Label | null {
  for (const text of texts) {
    const core = fold(text)
      .replace(/\([^()]*\)$/u, "")
      .replace(/(?:について|一覧表?|の公表|シート|集)+$/u, "");
    if (/ビジョン|成果|と/u.test(core)) continue;
    const policy = /方針/u.test(core);
    const goal = /目標|重点取組|重点事業|重点施策|重点項目|重点事項/u.test(core);
    if (policy && !goal && /方針$/u.test(core)) return { role: "policy", rank: 2, text: "" };
    if (goal && !policy && /(?:目標|重点取組|重点事業|重点施策|重点項目|重点事項)$/u.test(core)) {
      return { role: "goal", rank: 3, text: "" };
    }
  }
  return null;
}

function pickTitle(found: readonly Candidate[]): Candidate | null {
  const plain = (one: Candidate): boolean => {
    const role = labelRole(one.text)?.role;
    return departmentName(one.text) === null && role !== "contact" && role !== "contents";
  };
  const ends = found.findIndex((one) => departmentName(one.text) !== null);
  const before = ends < 0 ? found : found.slice(0, ends);
  const titled = before.filter((one) => plain(one) && isTitle(one.text));
  return (
    titled.find((one) => statedYear(one.text) !== null) ??
    titled.find((one) => one.level === 1) ??
    titled.find((one) => labelRole(one.text)?.role === "plan") ??
    titled.find((one) => labelRole(one.text) === null && statedMunicipality(one.text) !== null) ??
    before.find((one) => one.level === 1 && plain(one)) ??
    null
  );
}

/** Reads title, municipality, year, publisher and date; nothing of it is taken from body text. */
export function frontMatter(source: Source): FrontMatter {
  const found = candidates(source.blocks);
  const picked = pickTitle(found);
  const titleLines = new Set<number>();
  if (picked !== null) titleLines.add(picked.line);
  let municipality: string | null = null;
  let alone: string | null = null;
  let year: number | null = null;
  let issuedBy: string | null = null;
  let updated: string | null = null;
  // A line that is nothing but a year or a municipality belongs to the title beside it.
  const titled = picked === null ? null : statedMunicipality(picked.text);
  for (const one of found.slice(0, 8)) {
    const core = fold(one.text);
    const bareYear = BARE_YEAR.test(core);
    // Beside a title that names a city, a bare 港北区 is one of its units.
    const barePlace = isPlace(core) && (titled === null || titled === core);
    if (bareYear) year ??= statedYear(core);
    if (barePlace) alone ??= core;
    if (bareYear || barePlace) titleLines.add(one.line);
  }
  for (const block of source.blocks) {
    if (block.kind === "table") {
      fields(block, (name, value) => {
        municipality ??= municipalityField(`${name}：${value}`);
        year ??= yearField(`${name}：${value}`);
      });
      continue;
    }
    if (block.kind !== "text" || block.text.length > 200) continue;
    const place = municipalityField(block.text);
    const stated = yearField(block.text);
    if (place !== null || stated !== null) titleLines.add(block.line);
    municipality ??= place;
    year ??= stated;
    const issued = issuingSection(block.text);
    if (issued !== null) {
      issuedBy ??= issued;
      titleLines.add(block.line);
    }
    const date = updatedOn(block.text);
    if (date !== null && block.text.length <= 40) {
      updated ??= date;
      titleLines.add(block.line);
    }
  }
  const headings = headingTexts(source.blocks);
  const plans = headings.filter((text) => departmentName(text) === null);
  const titles = [picked?.text, source.pageTitle].filter((text): text is string => text != null);
  municipality ??=
    first(titles, statedMunicipality) ??
    alone ??
    first(plans, statedMunicipality) ??
    first(headings, (text) => departmentName(text)?.municipality ?? null);
  const stated = first(titles, statedYear) ?? year ?? first(headings, statedYear);
  const departmentTitle = headings.find(
    (text) => departmentName(text)?.label != null || (departmentName(text) !== null && isTitle(text)),
  );
  return {
    title: picked === null ? (picked ?? pageTitleOf(source)) : picked.text,
    departmentTitle: departmentTitle ?? null,
    municipality,
    fiscalYear: stated,
    issuedBy,
    updatedOn: updated,
    titleLines,
    defaultLabel: defaultLabel([...titles, ...headings.filter((text) => labelRole(text)?.role === "plan")]),
  };
}

function pageTitleOf(source: Source): string | null {
  if (source.pageTitle === null) return null;
  const head = trimBlanks(source.pageTitle.split(/[|｜]| [-–—] /u)[0] ?? "");
  return isTitle(head) && departmentName(head) === null ? head : null;
}

function fields(block: Extract<Block, { kind: "table" }>, use: (name: string, value: string) => void): void {
  // 自治体 and 年度 may be columns of their own, filled in the first row.
  for (const [column, head] of (block.rows[0]?.cells ?? []).slice(0, 12).entries()) {
    const below = trimBlanks(block.rows[1]?.cells[column]?.text ?? "");
    if (below !== "" && below.length <= 20) use(trimBlanks(head.text), below);
  }
  for (const row of block.rows.slice(0, 8)) {
    const cells = row.cells.filter((cell) => trimBlanks(cell.text) !== "");
    for (let index = 0; index + 1 < cells.length && index < 6; index += 2) {
      use(trimBlanks(cells[index]?.text ?? ""), trimBlanks(cells[index + 1]?.text ?? ""));
    }
  }
}

/** Headings and lines that can only be headings: those of the plan and of the departments. */
function headingTexts(blocks: readonly Block[]): readonly string[] {
  const texts: string[] = [];
  for (const block of blocks) {
    if (block.kind === "heading") texts.push(block.text);
    else if (block.kind === "text" && block.text.length <= 60 && block.mark === null) {
      const text = unbracket(block.text);
      if (labelRole(text)?.role === "plan" || departmentName(text) !== null) texts.push(text);
    }
  }
  return texts;
}

function first<T>(texts: readonly string[], read: (text: string) => T | null): T | null {
  for (const text of texts) {
    const value = read(text);
    if (value !== null) return value;
  }
  return null;
}
