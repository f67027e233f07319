import type { Block } from "./blocks.js";
import { indexTable } from "./contents.js";
import { readGrid } from "./grid.js";
import { readHeading } from "./headed.js";
import type { Walk } from "./look.js";
import { readMark } from "./marks.js";
import type { Outline } from "./outline.js";
import { readLine } from "./printed-line.js";
import { labelRole } from "./roles.js";
import { fold } from "./text.js";
import { statedYears } from "./titles.js";

/** No table of a plan is wider. */
const MAX_COLUMNS = 100;

/** Reads the blocks one after the other into the outline. `title` is the document's, which every page may repeat. */
export function walkBlocks(out: Outline, blocks: readonly Block[], title: string | null): void {
  const wards = /局区|区局|各区|局・区/u.test(fold(title ?? ""));
  const walk: Walk = {
    out,
    blocks,
    title,
    wards,
    list: [],
    otherYear: false,
    contents: false,
    listed: new Set(),
  };
  for (const [index, block] of walk.blocks.entries()) {
    const front = block.kind !== "table" && out.frontLines.has(block.line);
    if (front || repeatsTitle(walk, block)) {
      walk.out.ledger.claim(block.lines);
      continue;
    }
    if (isOtherYear(walk, block)) {
      walk.out.ledger.leave(block.lines, "otherYear");
      continue;
    }
    if (block.kind === "table") readTable(walk, block);
    else if (block.kind === "heading") readHeading(walk, block, index);
    else readLine(walk, block, index);
  }
  walk.out.headings.close(0);
}

/** A plan of another year begins, or goes on: a file may hold the plan and the one before. */
function isOtherYear(walk: Walk, block: Block): boolean {
  const { draft, fiscalYear } = walk.out;
  if (block.kind === "table" || fiscalYear === null || draft.departments.length === 0) return walk.otherYear;
  const printed = readMark(block.text);
  const title = block.kind === "heading" || (block.mark === null && block.gap && block.text.length <= 60);
  if (title && labelRole(printed.rest)?.role === "plan") {
    const years = statedYears(block.text);
    if (years.length > 0) walk.otherYear = !years.includes(fiscalYear);
  }
  return walk.otherYear;
}

/** The title printed again, as on the top of every page. */
function repeatsTitle(walk: Walk, block: Block): boolean {
  if (block.kind !== "text" || walk.title === null || block.text.length > 100) return false;
  return fold(block.text) === fold(walk.title);
}

function readTable(walk: Walk, block: Extract<Block, { kind: "table" }>): void {
  walk.list = [];
  if (block.rows.some((row) => row.cells.length > MAX_COLUMNS)) {
    walk.out.ledger.leave(block.lines, "table");
    return;
  }
  const entries = indexTable(block.rows);
  if (entries !== null) {
    for (const entry of entries) walk.out.index.push(entry);
    walk.out.ledger.claim(block.lines);
    return;
  }
  readGrid(block, walk.out);
}
