import { departmentName } from "../department-names.js";
import { type Label, labelRole, unbracket } from "../label-roles.js";
import { foldPrinted, trimBlanks } from "../printed-text.js";
import {
  issuingSection,
  isTitle,
  municipalityField,
  statedMunicipality,
  statedYear,
  updatedOn,
  yearField,
} from "../titles.js";
import type { Node, TableUnit, Unit } from "./units.js";

/** What the document says about itself as a whole. */
export interface Front {
  readonly title: string | null;
  /** The heading of the only department, which is the title of a one-department document. */
  readonly departmentTitle: string | null;
  /** The organisation that the title names: `令和7年度汐入区運営方針`. */
  readonly titleDepartment: string | null;
  readonly municipality: string | null;
  readonly fiscalYear: number | null;
  readonly issuedBy: string | null;
  readonly updatedOn: string | null;
  /** Ids of the elements that are the title or a field, not content. */
  readonly ids: ReadonlySet<number>;
  readonly defaultLabel: Label | null;
  /** What the last heading above the departments says that their texts are: `第3章 各部の重点目標`. */
  readonly chapterLabel: Label | null;
}

const SEARCHED = 40;

const BARE_YEAR = /^\(?(?:(?:令和|平成)(?:元|\d{1,2})|20\d\d)年度\)?$/u;

function isPlace(text: string): boolean {
  const core = foldPrinted(text);
  return core.length <= 10 && statedMunicipality(core) === core;
}

/** The title in a cell of its own, beside the year and the municipality; never the heading of a column. */
function isTitleCell(text: string): boolean {
  return isTitle(text) && (labelRole(text) === null || labelRole(text)?.role === "plan");
}

interface Candidate {
  readonly text: string;
  readonly id: number;
  readonly level: number | null;
}

function candidates(nodes: readonly Node[]): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const node of nodes.slice(0, SEARCHED)) {
    if (node.kind === "unit") {
      const { unit } = node;
      // The heading that a sheet's name became stands above its first line.
      if (!Number.isInteger(unit.id)) continue;
      if (unit.level !== null || unit.mark === null || unit.mark.rank <= 2) {
        found.push({ text: unit.text, id: unit.id, level: unit.level });
      }
      continue;
    }
    const { caption } = node.table;
    if (caption !== null && isTitleCell(caption))
      found.push({ text: caption, id: node.table.id, level: null });
    // Above the heading row a sheet may hold its title, its year and its municipality, one a cell.
    for (const row of node.table.rows.slice(0, 3)) {
      const cells = row.flatMap((cell) => (cell === null || cell.text === "" ? [] : [cell]));
      const only = cells[0];
      const bare = cells.filter((cell) => BARE_YEAR.test(foldPrinted(cell.text)) || isPlace(cell.text));
      if (cells.length === 1 && only?.units.length === 1) bare.splice(0, bare.length, only);
      else if (bare.length > 0 && cells.every((cell) => bare.includes(cell) || isTitleCell(cell.text)))
        bare.splice(0, bare.length, ...cells);
      else if (bare.length < cells.length) break;
      for (const cell of bare)
        found.push({ text: cell.text, id: cell.units[0]?.id ?? node.table.id, level: null });
    }
  }
  return found;
}

/** A role for texts under no label (which is why its text is empty), where the title's last word names exactly one: `各部の重点目標`. */
function defaultLabel(texts: readonly string[]): Label | null {
  for (const text of texts) {
    const core = foldPrinted(text)
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
    before.find(
      (one) => plain(one) && statedYear(one.text) !== null && statedMunicipality(one.text) !== null,
    ) ??
    null
  );
}

/** Headings right above departments, of which there are several: what the departments stand under, and no title. */
function idsOverDepartments(nodes: readonly Node[]): ReadonlySet<number> {
  const over = nodes.flatMap((node, at) => {
    const next = nodes[at + 1];
    if (node.kind !== "unit" || next?.kind !== "unit" || node.unit.name !== null) return [];
    const [level, below] = [node.unit.level ?? 9, next.unit.level ?? 0];
    return next.unit.name !== null && level < below ? [node.unit] : [];
  });
  const wordings = new Map<number | null, Set<string>>();
  for (const { level, text } of over) {
    const bare = foldPrinted(text).replace(/\d+|\([^()]*\)/gu, "");
    wordings.set(level, (wordings.get(level) ?? new Set<string>()).add(bare));
  }
  return new Set(over.flatMap(({ id, level }) => ((wordings.get(level)?.size ?? 0) > 1 ? [id] : [])));
}

/** Reads title, municipality, year, publisher and date; nothing of it is taken from body text. */
export function frontOf(nodes: readonly Node[], pageTitle: string | null): Front {
  const found = candidates(nodes);
  const over = idsOverDepartments(nodes);
  const picked = pickTitle(found.filter(({ id }) => !over.has(id)));
  const ids = new Set<number>();
  if (picked !== null) ids.add(picked.id);
  let municipality: string | null = null;
  let alone: string | null = null;
  let year: number | null = null;
  let issuedBy: string | null = null;
  let updated: string | null = null;
  // A line that is nothing but a year or a municipality belongs to the title beside it.
  const titled = picked === null ? null : statedMunicipality(picked.text);
  for (const one of found.slice(0, 8)) {
    const core = foldPrinted(one.text);
    const bareYear = BARE_YEAR.test(core);
    // Beside a title that names a city, a bare 港北区 is one of its units.
    const barePlace = isPlace(core) && (titled === null || titled === core);
    if (bareYear) year ??= statedYear(core);
    if (barePlace) alone ??= core;
    if (bareYear || barePlace) ids.add(one.id);
  }
  for (const node of nodes) {
    if (node.kind === "table") {
      fields(node.table, (name, value) => {
        municipality ??= municipalityField(`${name}：${value}`);
        year ??= yearField(`${name}：${value}`);
      });
      continue;
    }
    const { unit } = node;
    if (unit.level !== null || unit.text.length > 200) continue;
    const place = municipalityField(unit.text);
    const stated = yearField(unit.text);
    if (place !== null || stated !== null) ids.add(unit.id);
    municipality ??= place;
    year ??= stated;
    const issued = issuingSection(unit.text);
    if (issued !== null) {
      issuedBy ??= issued;
      ids.add(unit.id);
    }
    const date = updatedOn(unit.text);
    if (date !== null && unit.text.length <= 40) {
      updated ??= date;
      ids.add(unit.id);
    }
  }
  const issuer = issuerBelow(nodes);
  if (issuer !== null) {
    issuedBy ??= issuer.text;
    ids.add(issuer.id);
  }
  const headings = headingTexts(nodes);
  const plans = headings.filter((text) => departmentName(text) === null);
  const titles = [picked?.text, pageTitle].filter((text): text is string => text != null);
  municipality ??=
    first(titles, statedMunicipality) ??
    alone ??
    first(plans, statedMunicipality) ??
    first(headings, (text) => departmentName(text)?.municipality ?? null);
  const stated = first(titles, statedYear) ?? year ?? first(headings, statedYear);
  const departmentTitle = headings.find(
    (text) => departmentName(text)?.label != null || (departmentName(text) !== null && isTitle(text)),
  );
  const firstName = nodes.findIndex((node) => node.kind === "unit" && node.unit.name !== null);
  const chapter = headingTexts(nodes.slice(0, Math.max(0, firstName))).findLast(
    (text) => text !== picked?.text && labelRole(text)?.role === "plan",
  );
  const chapterLabel = chapter === undefined ? null : defaultLabel([chapter]);
  return {
    title: picked === null ? pageTitleOf(pageTitle) : picked.text.replace(ANNOUNCED, ""),
    departmentTitle: departmentTitle ?? null,
    titleDepartment: titleDepartment(picked?.text ?? pageTitle),
    // 澪標市汐入区: the ward is a unit of the city.
    municipality: cityOf(municipality, pageTitle),
    fiscalYear: stated,
    issuedBy,
    updatedOn: updated,
    ids,
    chapterLabel,
    defaultLabel:
      chapterLabel ??
      defaultLabel([...titles, ...headings.filter((text) => labelRole(text)?.role === "plan")]),
  };
}

/** 企画課 on a line of its own below the title, where all departments are printed otherwise: who issued the plan. */
function issuerBelow(nodes: readonly Node[]): Unit | null {
  const named = nodes.flatMap((node, at) =>
    node.kind === "unit" && node.unit.name !== null ? [{ at, unit: node.unit }] : [],
  );
  const [first, ...others] = named;
  if (first === undefined || first.unit.form !== "行" || first.unit.name?.label != null) return null;
  const next = nodes[first.at + 1];
  const heads = next?.kind === "unit" && (next.unit.mark !== null || labelRole(next.unit.text) !== null);
  const alone = others.length > 1 && others.every(({ unit }) => unit.form !== "行");
  return alone && first.at > 0 && first.at < 4 && !(heads && next.unit.name === null) ? first.unit : null;
}

/** 部局運営方針をまとめました: the headline of a newsletter. */
const ANNOUNCED = /を(?:まとめ|策定し|公表し|作成し|決定し)ました$/u;

function cityOf(municipality: string | null, pageTitle: string | null): string | null {
  const whole = /^(.{2,}?市).{1,6}区$/u.exec(municipality ?? "")?.[1];
  if (whole !== undefined || municipality === null) return whole ?? municipality;
  const at = pageTitle?.indexOf(municipality) ?? -1;
  const before = at > 0 ? (pageTitle ?? "").slice(0, at) : "";
  return municipality.endsWith("区") && /^[^\s\u3000]{1,8}市$/u.test(before) ? before : municipality;
}

function titleDepartment(title: string | null): string | null {
  const core = foldPrinted(title ?? "")
    .replace(/^.*[:：]/u, "")
    .replace(/(?:令和|平成|R|H)(?:元|\d{1,2})年?度?|20\d\d年度/gu, "");
  const found =
    /^(?:.{1,8}?[市都道府県](?=.))?(.{1,20}?(?:[部局課室区所]|センター|委員会|事務局))(?:の|部局|経営|運営|重点|基本|組織|年度|目標|方針)/u.exec(
      core,
    );
  const name = found?.[1] ?? null;
  return name === null || /^各|^(?:.{1,8}[市区町村都道府県])?(?:部局?|部課|部署|局区?|課)$/u.test(name)
    ? null
    : name;
}

function pageTitleOf(pageTitle: string | null): string | null {
  if (pageTitle === null) return null;
  const head = trimBlanks(pageTitle.split(/[|｜]| [-–—] /u)[0] ?? "");
  return isTitle(head) && departmentName(head) === null ? head : null;
}

function fields(table: TableUnit, use: (name: string, value: string) => void): void {
  // 自治体 and 年度 may be columns of their own, filled in the first row.
  for (const [column, head] of (table.rows[0] ?? []).slice(0, 12).entries()) {
    const below = table.rows[1]?.[column]?.text ?? "";
    if (head !== null && below !== "" && below.length <= 20) use(trimBlanks(head.text), trimBlanks(below));
  }
  for (const row of table.rows.slice(0, 8)) {
    const cells = row.flatMap((cell) => (cell === null || cell.text === "" ? [] : [trimBlanks(cell.text)]));
    for (let index = 0; index + 1 < cells.length && index < 6; index += 2) {
      use(cells[index] ?? "", cells[index + 1] ?? "");
    }
  }
}

/** Headings and lines that can only be headings: those of the plan and of the departments. */
function headingTexts(nodes: readonly Node[]): readonly string[] {
  const texts: string[] = [];
  for (const node of nodes) {
    if (node.kind !== "unit") continue;
    const { unit } = node;
    if (unit.level !== null) texts.push(unit.text);
    else if (unit.text.length <= 60 && (unit.mark === null || unit.mark.rank <= 1)) {
      const text = unbracket(unit.text);
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
