import { pdfOf, shown } from "../kit/pdf-of.js";
import { text, word, workbook } from "./office-files.js";

/** `#` for headings by their depth, `-` for goals, any other line as it is. */
export type Outline = readonly string[];

/** A line as it reads without the signs of an outline. */
export const bare = (line: string): string => line.replace(/^#+ /u, "").replace(/^- /u, "・");
const lines = (outline: Outline): string[] =>
  outline.flatMap((line) => (line.startsWith("#") ? ["", bare(line)] : [bare(line)]));

/** The same outline in every format. */
export const FORMATS: Readonly<Record<string, (outline: Outline) => Promise<Uint8Array>>> = {
  "plan.txt": (outline) => text(...lines(outline))(),
  "plan.md": (outline) =>
    text(...outline.flatMap((line) => (line.startsWith("#") ? ["", line, ""] : [line])))(),
  "plan.html": (outline) =>
    text(
      "<html><body>",
      ...outline.map((line) => {
        const depth = /^#*/u.exec(line)?.[0].length ?? 0;
        if (depth > 0) return `<h${depth}>${bare(line)}</h${depth}>`;
        return line.startsWith("- ") ? `<ul><li>${line.slice(2)}</li></ul>` : `<p>${line}</p>`;
      }),
      "</body></html>",
    )(),
  // Word's own headings go three deep here; what stands below is bold.
  "plan.docx": (outline) => word(outline.map((line) => (/^####/u.test(line) ? `**${bare(line)}**` : line))),
  "plan.xlsx": (outline) => workbook({ 計画: outline.map((line) => [bare(line)]) }),
  "plan.pdf": async (outline) =>
    pdfOf([outline.map((line, at) => shown(60, 760 - at * 22, bare(line))).join("\n")]),
};
