import { parse } from "parse5";
import { ImportError } from "../document.js";
import type { ReadDocument } from "../elements.js";
import {
  attribute,
  BLOCKS,
  contains,
  type Element,
  find,
  isElement,
  type MarkupNode,
  refuseDeepNesting,
} from "../markup.js";
import { Assembly, atLine, MAX_COLUMNS, type RawCell, Removed } from "./assembly.js";
import { breaksAtBlanks, InlineRun, type PrintedLine, splitItems } from "./inline-text.js";
import { type Showing, shownBy, shownByRules, styleRules } from "./style-rules.js";

/** Never text of the page, whatever it is for. */
const NO_TEXT = new Set(
  "script style noscript template button select svg iframe object video audio head rp".split(" "),
);
/** What a page prints around its text. */
const AROUND = new Set("nav footer aside form dialog".split(" "));
const NOISE =
  /(?:^|[\s_-])(?:breadcrumbs?|pankuzu|topic-?path|sitemap|footer|navi?|gnav|lnav|sidebar|sns|skip|pagetop)(?:$|[\s_-])/iu;
const STRUCK = new Set(["del", "s", "strike"]);
const BOLD = new Set(["b", "strong"]);

/** How the place in the tree looks, handed down from element to element. */
interface Look {
  readonly bold: boolean;
  readonly struck: boolean;
  readonly hidden: boolean;
  readonly depth: number;
  /** Inside of what is read as lines: a heading, a cell. */
  readonly lines: boolean;
}

const PLAIN: Look = { bold: false, struck: false, hidden: false, depth: 0, lines: false };

/** @throws ImportError where the tags nest beyond any real page */
export function readWebPage(text: string): ReadDocument {
  const assembly = new Assembly();
  const document = parsePage(text);
  const title = find(document.childNodes, (element) => element.tagName === "title");
  const main = find(
    document.childNodes,
    (element) =>
      element.tagName === "main" ||
      attribute(element, "role") === "main" ||
      attribute(element, "id") === "main",
  );
  const reader = new PageReader(assembly, {
    rules: rulesOf(document.childNodes),
    framed: true,
    atBlanks: breaksAtBlanks(text),
  });
  if (main !== null && !contains(main, "h1")) {
    const heading = find(document.childNodes, (element) => element.tagName === "h1");
    if (heading !== null) reader.read([heading]);
  }
  reader.read(main === null ? document.childNodes : [main]);
  // A page whose text stands in what looks like its frame (a form, an aside) is read with it.
  if (assembly.isEmpty) new PageReader(assembly, {}).read(document.childNodes);
  return assembly.finish("html", title === null ? null : plainText(title));
}

/**
 * Reads tags that stand in another file, such as a table in a text.
 * @param offset lines of that file before the fragment
 */
export function readFragment(assembly: Assembly, text: string, offset: number): void {
  const document = parsePage(text);
  new PageReader(assembly, { offset, rules: rulesOf(document.childNodes) }).read(document.childNodes);
}

function parsePage(text: string) {
  refuseTooManyTags(text);
  refuseDeepNesting(text);
  refuseOpenStyles(text);
  return parse(text, { sourceCodeLocationInfo: true });
}

/** The published pages have some ten thousand; a tree of more costs memory before a line of it is read. */
const MAX_TAGS = 300_000;

function refuseTooManyTags(text: string): void {
  let tags = 0;
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", at + 1)) tags += 1;
  if (tags > 2 * MAX_TAGS) {
    throw new ImportError(
      "ページが大きすぎるため読めません。方針と目標の部分だけを別のファイルに保存してください。",
    );
  }
}

const FORMATTING =
  /<(\/?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s>/])|<(?:p|li|td|th|div|tr|table)(?=[\s>/])/giu;
const MAX_REOPENED = 3_000_000;

/** A browser opens `<b>` and its like again in every block while nobody closes them: two kilobytes become two gigabytes. */
function refuseOpenStyles(text: string): void {
  let open = 0;
  let work = 0;
  for (const found of text.matchAll(FORMATTING)) {
    if (found[1] === undefined) work += open;
    else open = Math.max(0, open + (found[1] === "/" ? -1 : 1));
    if (work > MAX_REOPENED) {
      throw new ImportError(
        "HTML の書式のタグが閉じられないまま重なっていて読み取れません。ブラウザーで開き、名前を付けて保存し直してください。",
      );
    }
  }
}

function rulesOf(nodes: readonly MarkupNode[]): ReadonlyMap<string, Showing> {
  const sheets: string[] = [];
  const gather = (list: readonly MarkupNode[]): void => {
    for (const node of list) {
      if (!isElement(node)) continue;
      if (node.tagName === "style") sheets.push(plainText(node, ""));
      else gather(node.childNodes);
    }
  };
  gather(nodes);
  return styleRules(sheets.join("\n"));
}

function plainText(element: Element, joint = " "): string {
  return element.childNodes.map((node) => ("value" in node ? node.value : "")).join(joint);
}

interface PageOptions {
  /** Lines of the file before the page. */
  readonly offset?: number;
  readonly rules?: ReadonlyMap<string, Showing>;
  /** Whether what stands around a page's text is left aside. */
  readonly framed?: boolean;
  readonly atBlanks?: boolean;
}

class PageReader {
  private readonly run: InlineRun;
  private readonly removed: Removed;
  private furigana = 0;

  constructor(
    private readonly assembly: Assembly,
    private readonly options: PageOptions,
  ) {
    this.run = new InlineRun(options.atBlanks);
    this.removed = new Removed(assembly);
  }

  read(nodes: readonly MarkupNode[]): void {
    this.walk(nodes, PLAIN);
    this.flush(PLAIN);
    this.removed.report();
    this.assembly.leftFurigana(this.furigana);
    this.furigana = 0;
  }

  private place(node: MarkupNode) {
    return atLine((node.sourceCodeLocation?.startLine ?? 1) + (this.options.offset ?? 0));
  }

  private isAround(element: Element): boolean {
    if (this.options.framed !== true) return false;
    if (AROUND.has(element.tagName)) return true;
    return NOISE.test(
      `${attribute(element, "class")} ${attribute(element, "id")} ${attribute(element, "role")}`,
    );
  }

  /** How an element looks inside `look`, or null where nothing of it is read. */
  private enter(element: Element, look: Look): Look | null {
    const tag = element.tagName;
    if (NO_TEXT.has(tag) || this.isAround(element)) return null;
    if (tag === "rt" || tag === "rtc") {
      this.furigana += 1;
      return null;
    }
    const own = shownBy(attribute(element, "style"));
    const ruled = shownByRules(this.options.rules ?? new Map(), tag, attribute(element, "class"));
    const hidden = own.hidden || ruled.hidden || element.attrs.some((attr) => attr.name === "hidden");
    return {
      bold: look.bold || BOLD.has(tag),
      struck: look.struck || STRUCK.has(tag) || own.struck || ruled.struck,
      hidden: look.hidden || hidden,
      depth: look.depth,
      lines: look.lines,
    };
  }

  private text(node: MarkupNode, value: string, look: Look): void {
    if (!look.hidden && !look.struck) {
      if (value.trim() !== "") this.removed.report();
      this.run.add(value, this.place(node), look.bold);
    } else this.removed.add(look.hidden ? "undisplayed" : "struck", value, this.place(node));
  }

  private walk(nodes: readonly MarkupNode[], look: Look): void {
    for (const node of nodes) {
      if (node.nodeName === "#text" && "value" in node) this.text(node, node.value, look);
      else if (isElement(node)) {
        const inner = this.enter(node, look);
        if (inner !== null) this.element(node, inner);
      }
    }
  }

  private element(node: Element, look: Look): void {
    const tag = node.tagName;
    if (look.lines) this.lineEnd(node, look);
    else if (tag === "br") this.run.end();
    else if (/^h[1-6]$/u.test(tag) || attribute(node, "role") === "heading") {
      this.flush(look);
      this.inside(node, look);
      const lines = this.run.take();
      const level = Number.parseInt(tag.startsWith("h") ? tag.slice(1) : attribute(node, "aria-level"), 10);
      this.assembly.heading(level || 2, lines.map((line) => line.text).join(" "), this.place(node));
      this.removed.report();
    } else if (tag === "table") {
      this.flush(look);
      if (contains(node, "table")) this.walk(node.childNodes, look);
      else this.table(node, look);
    } else if (tag === "ul" || tag === "ol" || tag === "menu") {
      this.flush(look);
      this.list(node, look);
      this.assembly.blank();
    } else if (tag === "pre") {
      this.flush(look);
      this.inside(node, look);
      this.run.end(false, true);
      this.flush(look);
    } else if (tag === "dt") {
      this.flush(look);
      this.walk(node.childNodes, { ...look, bold: true });
      this.flush(look);
    } else if (tag === "dd") {
      this.flush(look);
      this.walk(node.childNodes, { ...look, depth: look.depth + 1 });
      this.flush(look);
    } else if (BLOCKS.has(tag) || tag === "tr" || tag === "td" || tag === "th" || tag === "hr") {
      this.flush(look);
      this.walk(node.childNodes, look);
      this.flush(look);
    } else this.walk(node.childNodes, look);
  }

  private list(list: Element, look: Look): void {
    let count = Number.parseInt(attribute(list, "start"), 10) || 1;
    for (const child of list.childNodes) {
      if (!isElement(child)) continue;
      const inner = this.enter(child, look);
      if (inner === null) continue;
      if (child.tagName === "li") {
        count = Number.parseInt(attribute(child, "value"), 10) || count;
        this.item(child, inner, list.tagName === "ol" ? `${count}.` : "-");
        // What is not displayed is not counted either.
        if (!inner.hidden) count += 1;
      } else if (child.tagName === "ul" || child.tagName === "ol") {
        // A list directly inside a list belongs to the item before it.
        this.list(child, { ...inner, depth: inner.depth + 1 });
      } else this.element(child, inner);
    }
  }

  private item(node: Element, look: Look, mark: string): void {
    this.run.end(true);
    let open = mark;
    for (const child of node.childNodes) {
      if (!isElement(child)) {
        if ("value" in child) this.text(child, child.value, look);
        continue;
      }
      const inner = this.enter(child, look);
      if (inner === null) continue;
      const tag = child.tagName;
      const isList = tag === "ul" || tag === "ol";
      const isBlock = tag === "p" || tag === "div";
      if (isBlock && !contains(child, "ul") && !contains(child, "ol")) {
        // A paragraph inside an item is one of the item's lines.
        this.walk(child.childNodes, inner);
        this.run.end();
      } else if (isList || isBlock || tag === "table") {
        if (this.put(look, open)) open = "";
        const deeper = { ...inner, depth: look.depth + 1 };
        if (isList) this.list(child, deeper);
        else this.element(child, isBlock ? deeper : inner);
      } else this.element(child, inner);
    }
    this.put(look, open);
    this.removed.report();
  }

  /** Puts out the lines so far; the first has the mark of the item that they are. @returns whether there were any */
  private put(look: Look, mark = ""): boolean {
    const lines = this.run.take();
    for (const [index, line] of lines.entries()) {
      const extra = mark !== "" && index === 0 ? { mark } : {};
      this.assembly.line(line.text, line.place, { indent: look.depth * 2, bold: line.bold, ...extra });
    }
    return lines.length > 0;
  }

  private flush(look: Look): void {
    if (!this.put(look)) return;
    this.removed.report();
    this.assembly.blank();
  }

  /** Text of an element whose blocks and breaks are only line ends. */
  private inside(node: Element, look: Look): void {
    this.walk(node.childNodes, { ...look, lines: true });
  }

  /** An element inside of such a one; a paragraph of an item goes on in the item's line. */
  private lineEnd(node: Element, look: Look): void {
    const tag = node.tagName;
    const parent = node.parentNode;
    const inItem =
      (tag === "p" || tag === "div") && parent !== null && "tagName" in parent && parent.tagName === "li";
    const ends = tag === "br" || ((BLOCKS.has(tag) || /^h[1-6]$/u.test(tag)) && !inItem);
    if (ends) this.run.end(tag === "li");
    this.walk(node.childNodes, look);
    if (ends) this.run.end();
  }

  private table(table: Element, look: Look): void {
    const rows: RawCell[][] = [];
    let caption: string | null = null;
    const gather = (node: Element, outer: Look): void => {
      for (const child of node.childNodes) {
        if (!isElement(child)) continue;
        const inner = this.enter(child, outer);
        if (inner === null) continue;
        if (child.tagName === "caption") {
          this.inside(child, inner);
          caption = this.run
            .take()
            .map((line) => line.text)
            .join(" ");
        } else if (child.tagName === "tr") {
          const cells = this.row(child, inner);
          if (!inner.hidden && cells.length > 0) rows.push(cells);
        } else gather(child, inner);
      }
    };
    gather(table, look);
    this.assembly.table(rows, this.place(table), caption);
    this.assembly.blank();
    this.removed.report();
  }

  private row(tr: Element, look: Look): RawCell[] {
    const cells: RawCell[] = [];
    for (const td of tr.childNodes) {
      if (!isElement(td) || (td.tagName !== "td" && td.tagName !== "th")) continue;
      if (cells.length > MAX_COLUMNS) break;
      const inner = this.enter(td, look);
      if (inner !== null) this.inside(td, inner);
      const lines = this.run.take().flatMap(cellLines);
      this.removed.report();
      // A struck cell keeps its place; one that is not displayed has none.
      if (inner?.hidden === true && !look.hidden) continue;
      const columns = span(td, "colspan");
      const rows = span(td, "rowspan");
      cells.push({ lines, columns, rows, heading: td.tagName === "th" });
    }
    return cells;
  }
}

function cellLines(line: PrintedLine): RawCell["lines"] {
  return splitItems(line.text).map((text, index) => ({
    text,
    place: line.place,
    bold: line.bold,
    ...(line.item && index === 0 ? { mark: "-" } : {}),
  }));
}

function span(element: Element, name: string): number {
  const value = Number.parseInt(attribute(element, name), 10);
  return value >= 1 ? Math.min(value, name === "colspan" ? MAX_COLUMNS : 65_534) : 1;
}
