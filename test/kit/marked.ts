/**
 * A message with marks, as its author sees it, and what clients send of it: Slack's `text` and `blocks`, which differ, Teams' HTML,
 * and what somebody types who has no marks.
 */
export type Piece =
  | string
  | { readonly bold: string }
  | { readonly italic: string }
  | { readonly code: string }
  | { readonly struck: string }
  /** Lines that somebody else wrote. */
  | { readonly quote: string }
  /** `unicode` and `tone` as Slack's clients tell them beside the name: code points in hex, and the skin tone from 2 to 6. */
  | { readonly sign: string; readonly name: string; readonly unicode?: string; readonly tone?: number }
  | { readonly link: string; readonly to: string }
  | { readonly person: string; readonly id: string }
  | { readonly bullets: readonly string[] }
  /** Points, and below each points of its own. */
  | { readonly outline: readonly (readonly [point: string, below: readonly string[]])[] }
  /** `2. 順調` becomes such a list while it is typed; `from` is its first number. */
  | { readonly counted: readonly string[]; readonly from: number }
  | { readonly table: readonly (readonly string[])[] }
  /** A picture that was pasted among the words. */
  | "picture";

type Body = Record<string, unknown>;
export type Marked = readonly Piece[];

const section = (elements: readonly Body[]): Body => ({ type: "rich_text_section", elements });
const text = (words: string, style?: Body): Body => ({
  type: "text",
  text: words,
  ...(style === undefined ? {} : { style }),
});
const escaped = (words: string): string =>
  words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

const listOf = (points: readonly string[], indent: number): Body => ({
  type: "rich_text_list",
  style: "bullet",
  indent,
  border: 0,
  elements: points.map((words) => section([text(words)])),
});

/** What Slack sends: short names, marks and ids in `text`, the same as elements in `blocks`, tables beside both. */
export function inSlack(marked: Marked): Body {
  let raw = "";
  const parts: Body[] = [];
  const attachments: Body[] = [];
  let line: Body[] = [];
  const flush = (): void => {
    if (line.length > 0) parts.push(section(line));
    line = [];
  };
  const inline = (shown: string, element: Body): void => {
    raw += shown;
    line.push(element);
  };
  for (const piece of marked) {
    if (piece === "picture") continue;
    if (typeof piece === "string") inline(escaped(piece), text(piece));
    else if ("bold" in piece) inline(`*${escaped(piece.bold)}*`, text(piece.bold, { bold: true }));
    else if ("italic" in piece) inline(`_${escaped(piece.italic)}_`, text(piece.italic, { italic: true }));
    else if ("code" in piece) inline(`\`${escaped(piece.code)}\``, text(piece.code, { code: true }));
    else if ("struck" in piece) inline(`~${escaped(piece.struck)}~`, text(piece.struck, { strike: true }));
    else if ("sign" in piece) {
      const tone = piece.tone === undefined ? "" : `::skin-tone-${piece.tone}`;
      inline(`:${piece.name}:${tone === "" ? "" : `${tone.slice(1)}:`}`, {
        type: "emoji",
        name: `${piece.name}${tone}`,
        ...(piece.unicode === undefined ? {} : { unicode: piece.unicode }),
        ...(piece.tone === undefined ? {} : { skin_tone: piece.tone }),
      });
    } else if ("link" in piece)
      inline(`<${piece.to}|${escaped(piece.link)}>`, { type: "link", url: piece.to, text: piece.link });
    else if ("person" in piece) inline(`<@${piece.id}>`, { type: "user", user_id: piece.id });
    else if ("quote" in piece) {
      raw += raw === "" || raw.endsWith("\n") ? "" : "\n";
      raw += piece.quote
        .split("\n")
        .map((words) => `&gt; ${escaped(words)}\n`)
        .join("");
      flush();
      parts.push({ type: "rich_text_quote", elements: [text(piece.quote)] });
    } else if ("outline" in piece) {
      raw += raw === "" || raw.endsWith("\n") ? "" : "\n";
      raw += piece.outline
        .map(
          ([point, below]) =>
            `• ${escaped(point)}\n${below.map((words) => `    ◦ ${escaped(words)}\n`).join("")}`,
        )
        .join("");
      flush();
      for (const [point, below] of piece.outline) parts.push(listOf([point], 0), listOf(below, 1));
    } else if ("counted" in piece) {
      raw += raw === "" || raw.endsWith("\n") ? "" : "\n";
      raw += piece.counted.map((words, index) => `${piece.from + index}. ${escaped(words)}\n`).join("");
      flush();
      parts.push({ ...listOf(piece.counted, 0), style: "ordered", offset: piece.from - 1 });
    } else if ("bullets" in piece) {
      raw += raw === "" || raw.endsWith("\n") ? "" : "\n";
      raw += piece.bullets.map((words) => `• ${escaped(words)}\n`).join("");
      flush();
      parts.push(listOf(piece.bullets, 0));
    } else {
      const rows = piece.table.map((row) =>
        row.map((words) => ({ type: "rich_text", elements: [section([text(words)])] })),
      );
      attachments.push({
        id: attachments.length + 1,
        fallback: "[no preview available]",
        blocks: [{ type: "table", rows }],
      });
    }
  }
  flush();
  return {
    text: raw.trimEnd(),
    blocks: parts.length === 0 ? [] : [{ type: "rich_text", block_id: "b1", elements: parts }],
    ...(attachments.length === 0 ? {} : { attachments }),
    ...(marked.includes("picture")
      ? { files: [{ id: "F0FILE0001", mimetype: "image/png" }], subtype: "file_share" }
      : {}),
  };
}

/** What Teams sends: the words without marks in `text`, everything in the HTML. */
export function inTeams(marked: Marked): { readonly text: string; readonly html: string } {
  let html = "";
  let line = "";
  const flush = (): void => {
    if (line !== "") html += `<p>${line.replace(/\n/g, "<br>")}</p>`;
    line = "";
  };
  for (const piece of marked) {
    if (piece === "picture")
      line +=
        '<img alt="画像" src="https://eu-api.asm.skype.com/v1/objects/0/views/imgo" itemtype="http://schema.skype.com/AMSImage">';
    else if (typeof piece === "string") line += escaped(piece);
    else if ("bold" in piece) line += `<strong>${escaped(piece.bold)}</strong>`;
    else if ("italic" in piece) line += `<em>${escaped(piece.italic)}</em>`;
    else if ("code" in piece) line += `<code>${escaped(piece.code)}</code>`;
    else if ("struck" in piece) line += `<s>${escaped(piece.struck)}</s>`;
    else if ("sign" in piece)
      line += `<emoji id="${piece.name}" alt="${piece.sign}" title="${piece.name}"></emoji>`;
    else if ("link" in piece) line += `<a href="${piece.to}" rel="noreferrer">${escaped(piece.link)}</a>`;
    else if ("person" in piece)
      line += `<span itemtype="http://schema.skype.com/Mention" itemscope itemid="9">${escaped(piece.person)}</span>`;
    else {
      flush();
      if ("quote" in piece)
        html += `<blockquote><p>${escaped(piece.quote).replace(/\n/g, "<br>")}</p></blockquote>`;
      else if ("outline" in piece)
        html += `<ul>${piece.outline.map(([point, below]) => `<li>${escaped(point)}<ul>${below.map((words) => `<li>${escaped(words)}</li>`).join("")}</ul></li>`).join("")}</ul>`;
      else if ("counted" in piece)
        html += `<ol start="${piece.from}">${piece.counted.map((words) => `<li>${escaped(words)}</li>`).join("")}</ol>`;
      else if ("bullets" in piece)
        html += `<ul>${piece.bullets.map((words) => `<li>${escaped(words)}</li>`).join("")}</ul>`;
      else
        html += `<table><tbody>${piece.table.map((row) => `<tr>${row.map((words) => `<td><p>${escaped(words)}</p></td>`).join("")}</tr>`).join("")}</tbody></table>`;
    }
  }
  flush();
  return { text: html.replace(/<[^>]*>/g, " "), html };
}
