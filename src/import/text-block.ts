import type { TextBlock } from "./blocks.js";
import { readMark } from "./marks.js";
import { decodeEntities, displayWidth, indentOf, stripMarkdown, trimBlanks } from "./text.js";

/** One printed line as a block; `extra` says what the markup around it knew. */
export function textBlock(
  line: string,
  number: number,
  gap: boolean,
  page: boolean,
  extra: {
    readonly depth?: number;
    readonly emphasised?: boolean;
    readonly bullet?: boolean;
    readonly count?: number;
  } = {},
): TextBlock {
  const quoted = line.replace(/^\s*>\s?/u, "").replace(/^:[\s\u3000]+(?=\S)/u, "");
  const core = trimBlanks(quoted);
  const marked = readMark(core);
  const bare = marked.mark === null ? core : marked.rest;
  const bold = /^(?:\*\*|__)[^*]+(?:\*\*|__)[:：]?$/u.test(bare);
  const listed = extra.bullet === true && marked.mark === null;
  const mark = listed
    ? { kind: extra.count === undefined ? "-" : "1.", rank: 9, number: extra.count ?? null, doubled: false }
    : marked.mark;
  return {
    kind: "text",
    text: trimBlanks(decodeEntities(stripMarkdown(bare))),
    mark,
    emphasised: bold || extra.emphasised === true,
    indent: indentOf(quoted),
    depth: extra.depth ?? 0,
    gap,
    page,
    tail: displayWidth(line),
    line: number,
    lines: [number],
  };
}
