import type { Block, Source } from "./blocks.js";
import { applyIndex } from "./contents.js";
import { ImportError, type ParsedPlan } from "./document.js";
import { finishDepartments, isEmpty } from "./draft.js";
import { frontMatter } from "./front.js";
import { htmlBlocks } from "./html.js";
import { readLines } from "./lines.js";
import { looksLikeHtml } from "./markup.js";
import { Outline } from "./outline.js";
import {
  checkNumbering,
  dropEmptyDepartments,
  refuseTorn,
  refuseUnrecognised,
  reportRepeated,
} from "./torn.js";
import { walkBlocks } from "./walk.js";

/** Far beyond any published plan; what is longer is another kind of file. */
const MAX_LINES = 30_000;

function refuseLong(): never {
  throw new ImportError(
    `行が多すぎます（${MAX_LINES.toLocaleString("ja-JP")}行まで）。部の方針と目標が書かれた部分だけを取り込んでください。`,
  );
}

function readSource(text: string): Source {
  if (looksLikeHtml(text)) return htmlBlocks(text);
  if ((text.match(/\S[^\n]*/gu)?.length ?? 0) > MAX_LINES) refuseLong();
  return readLines(text);
}

function linesOf(blocks: readonly Block[]): readonly number[] {
  return blocks.flatMap((block) => block.lines);
}

/**
 * Reads a published plan: departments, their sections, policies, goals and the rest, from the structure of
 * the text (headings, labels, list items, tables) and not from any one municipality's words.
 * @param text the document as decoded text: plain text, Markdown, HTML or tab-separated
 * @returns every text verbatim with its 1-based line, and a warning for every line that was left out
 * @throws ImportError with one Japanese sentence where nothing usable is recognised or the structure is torn
 */
export function parseDocument(text: string): ParsedPlan {
  const source = readSource(text.replace(/^\ufeff/u, ""));
  if (source.blocks.length === 0) {
    throw new ImportError("文書に文字がありません。経営方針や重点目標が書かれた文書を指定してください。");
  }
  if (source.blocks.length > MAX_LINES) refuseLong();
  const out = new Outline();
  const front = frontMatter(source);
  out.defaultLabel = front.defaultLabel;
  out.frontLines = front.titleLines;
  out.fiscalYear = front.fiscalYear;
  walkBlocks(out, source.blocks, front.title);
  refuseUnrecognised(out, source.blocks);
  refuseTorn(out);
  dropEmptyDepartments(out);
  reportRepeated(out);
  checkNumbering(out);
  for (const line of linesOf(source.blocks))
    if (!out.ledger.isAccounted(line)) out.ledger.leave([line], "outside");
  const departments = out.draft.departments.filter((department) => !isEmpty(department));
  const noGoals = departments.every((one) =>
    one.sections.every((s) => s.statements.every((t) => t.kind !== "goal")),
  );
  const order = applyIndex(departments, out.index, out.ledger);
  const finished = finishDepartments(departments, order, noGoals, out.ledger);
  const only = finished.length === 1 ? front.departmentTitle : null;
  return {
    layout: source.layout,
    municipality: front.municipality,
    fiscalYear: front.fiscalYear,
    title: front.title ?? only,
    issuedBy: front.issuedBy,
    updatedOn: front.updatedOn,
    overall: out.overall,
    framework: out.framework,
    departments: finished,
    warnings: out.ledger.warnings(),
    summarised: /要旨/u.test(front.title ?? ""),
  };
}
