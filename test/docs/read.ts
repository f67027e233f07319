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
  readonly headings: readonly string[];
  /** Targets of links and pictures. */
  readonly targets: readonly string[];
  readonly pictures: readonly Picture[];
}

export interface Picture {
  readonly source: string;
  readonly alt: string;
}

/** @param name only for messages */
export function readDocument(name: string, text: string): Document {
  const fences: Fence[] = [];
  const insets: string[] = [];
  const headings: string[] = [];
  const prose: string[] = [];
  let open: { language: string; indent: string; lines: string[] } | null = null;
  let inset: string[] = [];
  const closeInset = (): void => {
    if (inset.length > 0) insets.push(inset.join("\n"));
    inset = [];
  };
  for (const line of text.split("\n")) {
    const fence = /^( *)```(\S*)$/.exec(line);
    if (open !== null) {
      if (fence === null) open.lines.push(line.slice(open.indent.length));
      else {
        fences.push({ language: open.language, text: open.lines.join("\n"), under: headings.at(-1) ?? "" });
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
    prose.push(line);
  }
  closeInset();
  if (open !== null) throw new Error(`${name}: a fence is not closed`);
  const running = prose.join("\n");
  const spans = [...running.matchAll(/`([^`]+)`/g)].map((match) => (match[1] ?? "").replaceAll("\\|", "|"));
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
  return { name, text, fences, insets, spans, headings, targets, pictures };
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

/** What begins as a command line begins, whatever stands in front of it (`sudo`, variables). */
const PROGRAMS =
  /^(?:[A-Z_]+=\S+ )*(?:sudo |env )*(?:policy-bot|npm|npx|node|git|curl|podman|docker|litestream|systemctl|systemd-\w+|journalctl|useradd|install|sudoedit|cp|mv|cd)(?: |$)/;

/** Whether a piece of code in running text is something to type into a terminal. */
export const isCommand = (span: string): boolean => PROGRAMS.test(span);

/** The `/policy …` of a piece of code, as the bot gets it; null where it is none. */
export function phraseOf(span: string): string | null {
  const match = /^(?:@重点目標ボット )?(\/?policy(?: .*)?)$/.exec(span);
  return match === null ? null : (match[1] ?? null);
}
