import type { DefaultTreeAdapterTypes } from "parse5";
import { ImportError } from "./document.js";

export type MarkupNode = DefaultTreeAdapterTypes.ChildNode;

export type Element = DefaultTreeAdapterTypes.Element;

export const BLOCKS = new Set(
  "p div section article main header address blockquote pre figure figcaption center fieldset dl dd dt ul ol li hr summary details body html caption".split(
    " ",
  ),
);

/** Elements that have no end tag, or whose end tag may be left out. */
const IMPLIED = new Set(
  "p li td th tr dt dd thead tbody tfoot option br hr img input meta link col colgroup area base embed source wbr param track html head body".split(
    " ",
  ),
);

const MAX_NESTING = 400;

/** True for a page or fragment whose text lies in closed tags; a sheet with stray tags in its cells is none. */
export function looksLikeHtml(text: string): boolean {
  const head = text.slice(0, 4000);
  if (/<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]/iu.test(head)) return true;
  if (!/<\/(?:table|li|ul|ol|h[1-6]|dl|section|div)>/iu.test(text)) return false;
  let tagged = 0;
  let total = 0;
  for (const line of text.split("\n")) {
    const core = line.trim();
    if (core === "") continue;
    total += 1;
    if (/^<[a-z!/]/iu.test(core)) tagged += 1;
  }
  return tagged * 2 >= total;
}

export function refuseDeepNesting(text: string): void {
  let depth = 0;
  for (const found of text.matchAll(/<(\/?)([a-z][a-z0-9]*)/giu)) {
    if (IMPLIED.has((found[2] ?? "").toLowerCase())) continue;
    depth = Math.max(0, depth + (found[1] === "/" ? -1 : 1));
    if (depth > MAX_NESTING) {
      throw new ImportError(
        "HTML のタグが閉じられないまま重なっていて読み取れません。ページを保存し直すか、様式（Excel）に写して取り込んでください。",
      );
    }
  }
}

export function attribute(element: Element, name: string): string {
  return element.attrs.find((attr) => attr.name === name)?.value ?? "";
}

export function isElement(node: MarkupNode): node is Element {
  return "tagName" in node;
}

function childrenOf(node: MarkupNode): readonly MarkupNode[] {
  return "childNodes" in node ? node.childNodes : [];
}

export function contains(element: Element, tag: string): boolean {
  return element.childNodes.some(
    (child) => isElement(child) && (child.tagName === tag || contains(child, tag)),
  );
}

export function find(nodes: readonly MarkupNode[], test: (element: Element) => boolean): Element | null {
  for (const node of nodes) {
    if (!isElement(node)) continue;
    if (test(node)) return node;
    const inner = find(childrenOf(node), test);
    if (inner !== null) return inner;
  }
  return null;
}
