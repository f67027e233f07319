import type { Block, Source } from "./blocks.js";
import { applyIndex } from "./contents.js";
import { ImportError, type ParsedPlan } from "./document.js";
import { finishDepartments, isEmpty } from "./draft.js";
import { frontMatter } from "./front.js";
import { htmlBlocks, looksLikeHtml } from "./html.js";
import { readLines } from "./lines.js";
import { Outline } from "./outline.js";
import { checkNumbering, dropEmptyDepartments, refuseTorn, refuseUnrecognised } from "./torn.js";
import { Walker } from "./walk.js";

function readSource(text: string): Source {
  return looksLikeHtml(text) ? htmlBlocks(text) : readLines(text);
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
  const out = new Outline();
  const front = frontMatter(source);
  out.defaultLabel = front.defaultLabel;
  new Walker(out, source.blocks, front.titleLines).run();
  refuseUnrecognised(out, source.blocks);
  refuseTorn(out);
  dropEmptyDepartments(out);
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
    summarised: false,
  };
}
