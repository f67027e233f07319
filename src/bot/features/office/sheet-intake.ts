import { readReturned } from "../../../export/returned/read.js";
import { openSource } from "../../../import/decode.js";
import { ImportError } from "../../../import/document.js";
import type { Bot } from "../../context.js";
import { Held } from "./held.js";
import { isOfficeOf, type OfficeVisitor } from "./office-rights.js";
import {
  decideReturnedSheet,
  openReturnedSheet,
  type ReturnedSheet,
  recordSheet,
  type SheetOutcome,
} from "./returned-sheet.js";
import { countWritten, type ReturnedPart, returnedParts } from "./returned-words.js";

/** Filled-in 進捗一覧 on their way in through the office page: shown first, recorded when the person says yes. */

export interface SheetPreview {
  readonly title: string;
  readonly parts: readonly ReturnedPart[];
  /** How many reports, owners, indicators and values would be recorded. */
  readonly writing: number;
}

const MOST = 10;

export class SheetIntakes {
  readonly #held: Held<{ readonly id: string; readonly sheet: ReturnedSheet }>;

  constructor(private readonly bot: Bot) {
    this.#held = new Held(bot.clock, MOST);
  }

  /** @throws ImportError with one Japanese sentence where it is no 進捗一覧 of ours */
  async open(visitor: OfficeVisitor, name: string, bytes: Uint8Array): Promise<string> {
    const id = await this.openIfReturned(visitor, name, bytes);
    if (id !== null) return id;
    throw new ImportError(
      `${name}: 進捗一覧ではありません。「Excel で受け取る」で受け取った表に記入して、選んでください。`,
    );
  }

  /**
   * Null where the file is something else.
   * @throws ImportError where it is a 進捗一覧 that cannot be filed
   */
  async openIfReturned(visitor: OfficeVisitor, name: string, bytes: Uint8Array): Promise<string | null> {
    const source = openSource(bytes, name);
    if (source.kind === "docx" || source.kind === "pdf") return null;
    const rows = await readReturned(source);
    if (rows === null) return null;
    const sheet = openReturnedSheet(this.bot.db, source, rows);
    if (!isOfficeOf(this.bot, visitor, sheet.plan.municipalityId)) {
      throw new ImportError(
        `${name}: ${sheet.plan.municipality}の進捗一覧です。取り込めるのはその企画課の方です。`,
      );
    }
    return this.#held.put(visitor, (id) => ({ id, sheet })).id;
  }

  preview(visitor: OfficeVisitor, id: string): SheetPreview | null {
    const sheet = this.#held.find(visitor, id)?.sheet ?? null;
    if (sheet === null) return null;
    const { bot } = this;
    const returned = decideReturnedSheet(bot.db, sheet, bot.clock(), bot.privacy);
    return {
      title: sheet.plan.title,
      parts: returnedParts(returned),
      writing: countWritten(returned),
    };
  }

  /** @returns how much was recorded, or null where the sheet is gone */
  record(id: string, who: OfficeVisitor): SheetOutcome | null {
    const sheet = this.#held.find(who, id)?.sheet ?? null;
    if (sheet === null) return null;
    const { bot } = this;
    const act = { platform: who.platform, person: who.id, name: who.name, at: bot.clock() };
    const outcome = recordSheet(bot, sheet, act, bot.privacy);
    this.#held.drop(id);
    bot.kick();
    return outcome;
  }
}
