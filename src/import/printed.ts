import { BLOCKS, type Element, isElement, isSkipped } from "./markup.js";
import { glueAll, trimBlanks } from "./text.js";

/** The printed lines of inline content: a `<br>` or an inner block ends a line. */
export class Printed {
  readonly lines: { text: string; line: number; lines: number[]; strong: boolean; bullet: boolean }[] = [];
  private pieces: { text: string; line: number; strong: boolean }[] = [];
  private bullet = false;

  add(text: string, line: number, strong: boolean): void {
    let at = line;
    for (const part of text.split("\n")) {
      const piece = part.replace(/[ \t]+/gu, " ");
      if (trimBlanks(piece) !== "") this.pieces.push({ text: piece, line: at, strong });
      else if (piece !== "" && this.pieces.length > 0)
        this.pieces.push({ text: " ", line: at, strong: true });
      at += 1;
    }
  }

  end(bullet = false): void {
    const first = this.pieces.find((piece) => trimBlanks(piece.text) !== "");
    if (first !== undefined) {
      // A source line break between two Japanese characters is no blank; on one line blanks are as printed.
      const runs: string[] = [];
      let last = -1;
      for (const piece of this.pieces) {
        if (piece.line === last) runs.push(`${runs.pop() ?? ""}${piece.text}`);
        else runs.push(piece.text);
        last = piece.line;
      }
      this.lines.push({
        text: trimBlanks(glueAll(runs.map(trimBlanks))),
        line: first.line,
        lines: [...new Set(this.pieces.map((piece) => piece.line))],
        strong: this.pieces.every((piece) => piece.strong),
        bullet: this.bullet,
      });
    }
    this.pieces = [];
    this.bullet = bullet;
  }
}

export function collect(node: Element, into: Printed, offset: number, strong: boolean): void {
  for (const child of node.childNodes) {
    if (child.nodeName === "#text" && "value" in child) {
      into.add(child.value, (child.sourceCodeLocation?.startLine ?? 1) + offset, strong);
    } else if (isElement(child) && !isSkipped(child)) {
      const tag = child.tagName;
      if (tag === "br") into.end();
      else if (tag === "li") {
        into.end(true);
        collect(child, into, offset, strong);
        into.end();
      } else if (BLOCKS.has(tag) || /^h[1-6]$/u.test(tag)) {
        // A paragraph inside a list item belongs to the item's own line.
        const inItem = node.tagName === "li" && (tag === "p" || tag === "div" || tag === "span");
        if (!inItem) into.end();
        collect(child, into, offset, strong);
        if (!inItem) into.end();
      } else collect(child, into, offset, strong || tag === "b" || tag === "strong");
    }
  }
}

export function textOf(node: Element): string {
  const printed = new Printed();
  collect(node, printed, 0, false);
  printed.end();
  return printed.lines.map((part) => part.text).join(" ");
}
