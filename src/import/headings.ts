import type { Ledger } from "./ledger.js";
import type { Label } from "./roles.js";

/** One open heading. `level` is a Markdown or HTML level; null for headings known by their sign. */
export interface Frame {
  readonly style: string;
  readonly level: number | null;
  readonly kind:
    | "department"
    | "role"
    | "section"
    | "plan"
    | "framework"
    | "outside"
    | "unknown"
    | "item"
    | "contact";
  readonly label: Label | null;
  readonly text: string;
  readonly line: number;
  /** True once a text has been placed under it. */
  used: boolean;
  /** True where its first text was a list item. */
  listed: boolean | null;
  /** True once a statement of the plan carries its text as the name of its section. */
  named: boolean;
  /** True where a label before it stood empty: which text belongs to which is not certain. */
  suspect: boolean;
}

export type NewFrame = Omit<Frame, "used" | "listed" | "named" | "suspect">;

function shorten(text: string): string {
  return text.length > 20 ? `${text.slice(0, 20)}…` : text;
}

/** The headings that are open, from the outermost to the innermost, and what a new heading closes. */
export class Headings {
  frames: Frame[] = [];
  private readonly ledger: Ledger;

  constructor(ledger: Ledger) {
    this.ledger = ledger;
  }

  top(): Frame | undefined {
    return this.frames.at(-1);
  }

  /** The label that governs the next text, or null. */
  slot(): Frame | null {
    for (let index = this.frames.length - 1; index >= 0; index -= 1) {
      const frame = this.frames[index];
      if (frame === undefined) break;
      if (frame.kind === "role" || frame.kind === "unknown" || frame.kind === "item") return frame;
      if (frame.kind === "contact" || frame.kind === "outside" || frame.kind === "plan") return frame;
    }
    return null;
  }

  sectionName(): Frame | undefined {
    return this.frames.findLast((frame) => frame.kind === "section");
  }

  inContact(): boolean {
    return this.top()?.kind === "contact";
  }

  inDepartment(): boolean {
    return this.frames.some((frame) => frame.kind === "department");
  }

  /** Closes what a heading of this style ends, and opens it. */
  push(frame: NewFrame): void {
    const before = this.top();
    if (frame.level !== null) this.popLevel(frame, frame.level);
    else this.popStyle(frame);
    const role = frame.label?.role;
    const suspect =
      frame.kind === "role" &&
      (role === "goal" || role === "policy") &&
      before !== undefined &&
      before.kind === "role" &&
      !before.used &&
      before.style === frame.style &&
      (before.label?.role === "policy" || before.label?.role === "goal") &&
      before.label.role !== role &&
      this.inDepartment();
    this.frames.push({ ...frame, used: false, listed: null, named: false, suspect });
  }

  /** Closes the headings from `length` on; one that heads nothing is reported, so that no line just vanishes. */
  close(length: number): void {
    const inside = this.inDepartment();
    for (const frame of this.frames.slice(length)) {
      const told = frame.kind === "section" ? frame.named : frame.used;
      if (told || !inside || frame.style.endsWith(":label")) continue;
      if (frame.kind === "section" || (frame.kind === "role" && frame.label?.role !== "overall")) {
        this.ledger.warn(
          frame.line,
          `見出しと読んだ「${shorten(frame.text)}」の下に文がありません。元の文書と見比べてください。`,
        );
      }
    }
    this.frames.length = length;
  }

  private popLevel(frame: NewFrame, level: number): void {
    for (;;) {
      const top = this.top();
      if (top === undefined) return;
      if (top.level !== null && top.level < level) return;
      if (
        top.level === null &&
        top.kind === "department" &&
        frame.kind !== "department" &&
        frame.kind !== "outside"
      )
        return;
      if (top.level === level) {
        const below = frame.kind === "role" || frame.kind === "section" || frame.kind === "item";
        if (top.kind === "department" && below) return;
        if (top.kind === "section" && frame.kind === "role" && !top.used) return;
      }
      this.close(this.frames.length - 1);
    }
  }

  private popStyle(frame: NewFrame): void {
    if (
      frame.kind === "plan" ||
      frame.kind === "contact" ||
      frame.kind === "framework" ||
      frame.kind === "outside"
    ) {
      while (this.top()?.level === null || this.top()?.kind === "department")
        this.close(this.frames.length - 1);
      return;
    }
    for (let index = this.frames.length - 1; index >= 0; index -= 1) {
      const open = this.frames[index];
      if (open === undefined) return;
      if (open.style === frame.style && open.kind === frame.kind) {
        this.close(index);
        return;
      }
      // A label of another style but the same kind, right above without text, is a parent; otherwise both are siblings.
      if (open.kind === "item" || open.kind === "unknown") {
        this.close(index);
        continue;
      }
      if (open.kind === "department" && frame.kind !== "role") return;
      if (
        open.kind === "department" &&
        !this.frames.slice(0, index).some((base) => base.kind === "role" && base.style === frame.style)
      )
        return;
    }
  }

  /** Opens a department that is known by its sign and not by a heading's level. */
  enter(name: string, line: number, style: string, labelled: boolean): void {
    const at = this.frames.findIndex((frame) => frame.kind === "department");
    if (at >= 0) this.close(at);
    // Role first: 重点目標, and under it the departments. A label that has had texts of its own is done.
    this.frames = this.frames.filter((frame) => {
      if (frame.kind === "role") return frame.level !== null || (!frame.used && !labelled);
      return frame.kind === "plan" && frame.level !== null;
    });
    const fresh = { used: false, listed: null, named: false, suspect: false };
    this.frames.push({ style, level: null, kind: "department", label: null, text: name, line, ...fresh });
  }
}
