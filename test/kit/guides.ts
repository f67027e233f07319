import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The documents of the repository, taken apart: what can be run, asked, followed or looked at. */

export const ROOT = path.join(import.meta.dirname, "..", "..");

export interface Fence {
  /** What stands behind the fence: `sh`, `json`; empty where nothing does. */
  readonly language: string;
  readonly text: string;
  /** The heading under which it stands. */
  readonly under: string;
}

export interface Document {
  /** From the repository's root. */
  readonly name: string;
  readonly text: string;
  readonly fences: readonly Fence[];
  /** Blocks that are set in by four blanks. */
  readonly insets: readonly string[];
  /** What stands between backquotes in running text, in its order. */
  readonly spans: readonly string[];
  /** What is to be typed into a terminal, in its order: blocks of shell, and commands in running text. */
  readonly commands: readonly Command[];
  readonly headings: readonly string[];
  /** Targets of links and pictures. */
  readonly targets: readonly string[];
  readonly pictures: readonly Picture[];
}

export interface Command {
  readonly text: string;
  readonly kind: "block" | "span";
  readonly under: string;
}

export interface Picture {
  readonly source: string;
  readonly alt: string;
}

/** The pieces of code of a line; a `\\|` is how a table writes a bar. No piece goes on in the next line. */
const codeIn = (line: string): string[] =>
  [...line.matchAll(/`([^`]+)`/g)].map((match) => (match[1] ?? "").replaceAll("\\|", "|"));

/** How a command line begins, whatever stands in front of the program (`sudo`, variables). */
const PROGRAMS =
  /^(?:sudo |env |[A-Z_]+=\S+ )*(?:policy-bot|npm|npx|node|git|curl|podman|docker|litestream|systemctl|systemd-\w+|journalctl|useradd|install|sudoedit|cp|mv|rm|cd) \S/;

/** Whether a piece of code in running text is something to type into a terminal; the mere name of a program is not. */
export const isCommand = (code: string): boolean => PROGRAMS.test(code);

/** @param name only for messages */
export function readDocument(name: string, text: string): Document {
  const fences: Fence[] = [];
  const insets: string[] = [];
  const headings: string[] = [];
  const prose: string[] = [];
  let open: { language: string; indent: string; lines: string[] } | null = null;
  let inset: string[] = [];
  const commands: Command[] = [];
  const block = (text: string): void => {
    commands.push({ text, kind: "block", under: headings.at(-1) ?? "" });
  };
  const closeInset = (): void => {
    if (inset.length > 0) insets.push(inset.join("\n"));
    if (isCommand(inset[0] ?? "")) block(inset.join("\n"));
    inset = [];
  };
  for (const line of text.split("\n")) {
    const fence = /^( *)```(\S*)$/.exec(line);
    if (open !== null) {
      if (fence === null) open.lines.push(line.slice(open.indent.length));
      else {
        const text = open.lines.join("\n");
        fences.push({ language: open.language, text, under: headings.at(-1) ?? "" });
        if (open.language === "sh") block(text);
        open = null;
      }
      continue;
    }
    if (fence !== null) {
      open = { language: fence[2] ?? "", indent: fence[1] ?? "", lines: [] };
      continue;
    }
    if (/^ {4}\S/.test(line)) {
      inset.push(line.slice(4));
      continue;
    }
    closeInset();
    const heading = /^#+ (.*)$/.exec(line);
    if (heading !== null) headings.push(heading[1] ?? "");
    if ((line.match(/`/g) ?? []).length % 2 === 1)
      throw new Error(`${name}: code goes on in the next line: ${line}`);
    prose.push(line);
    for (const text of codeIn(line).filter(isCommand))
      commands.push({ text, kind: "span", under: headings.at(-1) ?? "" });
  }
  closeInset();
  if (open !== null) throw new Error(`${name}: a fence is not closed`);
  const running = prose.join("\n");
  const spans = prose.flatMap(codeIn);
  const withoutCode = running.replace(/`[^`]+`/g, "");
  const links = [...withoutCode.matchAll(/(?<!!)\[[^\]]*\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "");
  const pictures = [
    ...[...withoutCode.matchAll(/!\[([^\]]*)\]\(([^)\s]+)\)/g)].map(([, alt = "", source = ""]) => ({
      source,
      alt,
    })),
    ...[...withoutCode.matchAll(/<img\b([^>]*)>/g)].map(([, attributes = ""]) => ({
      source: /\bsrc="([^"]*)"/.exec(attributes)?.[1] ?? "",
      alt: /\balt="([^"]*)"/.exec(attributes)?.[1] ?? "",
    })),
  ];
  const targets = [...links, ...pictures.map(({ source }) => source)];
  return { name, text, fences, insets, spans, commands, headings, targets, pictures };
}

const NAMES = [
  "README.md",
  "README.ja.md",
  "CONTRIBUTING.md",
  "samples/README.md",
  ...readdirSync(path.join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

export const read = (name: string): string => readFileSync(path.join(ROOT, name), "utf8");

export const DOCUMENTS: readonly Document[] = NAMES.map((name) => readDocument(name, read(name)));

export function documentNamed(name: string): Document {
  const found = DOCUMENTS.find((document) => document.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

/** The `/policy …` of a piece of code, as the bot gets it; null where it is none. */
export function phraseOf(span: string): string | null {
  const match = /^(?:@重点目標ボット )?(\/?policy(?: .*)?)$/.exec(span);
  return match === null ? null : (match[1] ?? null);
}
