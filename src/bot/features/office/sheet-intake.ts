import { randomBytes } from "node:crypto";
import { HOUR } from "../../../domain/time.js";
import { readReturned } from "../../../export/returned/read.js";
import { decodeSource } from "../../../import/decode.js";
import { ImportError } from "../../../import/document.js";
import type { Bot } from "../../context.js";
import { isOfficeOf, type OfficeVisitor, visitorActor } from "./office-rights.js";
import { decideSheet, openSheet, type ReturnedSheet, recordSheet } from "./returned-sheet.js";
import { type ReturnedPart, returnedParts } from "./returned-words.js";

/** Filled-in 進捗一覧 on their way in through the office page: shown first, recorded when the person says yes. */

interface Held {
  readonly owner: string;
  readonly sheet: ReturnedSheet;
  readonly startedAt: number;
}

export interface SheetPreview {
  readonly title: string;
  readonly parts: readonly ReturnedPart[];
  /** How many reports would be recorded. */
  readonly adding: number;
}

const LIFE = 2 * HOUR;
const MOST = 10;

export class SheetIntakes {
  readonly #held = new Map<string, Held>();

  constructor(private readonly bot: Bot) {}

  /** @throws ImportError with one Japanese sentence where it is no 進捗一覧 of ours */
  async open(visitor: OfficeVisitor, name: string, bytes: Uint8Array): Promise<string> {
    const source = decodeSource(bytes, name);
    const rows = await readReturned(source);
    if (rows === null) {
      throw new ImportError(
        `${name}: 進捗一覧ではありません。「Excel で受け取る」で受け取った表に記入して、選んでください。`,
      );
    }
    const id = randomBytes(12).toString("hex");
    const sheet = openSheet(this.bot.db, source, rows);
    if (!isOfficeOf(this.bot, visitor, sheet.plan.municipalityId)) {
      throw new ImportError(
        `${name}: ${sheet.plan.municipality}の進捗一覧です。取り込めるのはその企画課の方です。`,
      );
    }
    this.#held.set(id, { owner: visitorActor(visitor), sheet, startedAt: this.bot.clock() });
    for (const old of this.#held.keys()) {
      if (this.#held.size <= MOST) break;
      this.#held.delete(old);
    }
    return id;
  }

  preview(owner: string, id: string): SheetPreview | null {
    const sheet = this.#find(owner, id);
    if (sheet === null) return null;
    const { bot } = this;
    const returned = decideSheet(bot.db, sheet, bot.clock(), bot.privacy);
    return {
      title: sheet.plan.title,
      parts: returnedParts(returned),
      adding: returned.decisions.filter(({ kind }) => kind === "add").length,
    };
  }

  /** @returns how many reports were recorded, or null where the sheet is gone */
  record(id: string, who: OfficeVisitor): number | null {
    const sheet = this.#find(visitorActor(who), id);
    if (sheet === null) return null;
    const { bot } = this;
    const act = { platform: who.platform, person: who.id, name: who.name, at: bot.clock() };
    const { added } = recordSheet(bot, sheet, act, bot.privacy);
    this.#held.delete(id);
    bot.kick();
    return added;
  }

  #find(owner: string, id: string): ReturnedSheet | null {
    const held = this.#held.get(id);
    if (held === undefined || held.owner !== owner) return null;
    return this.bot.clock() < held.startedAt + LIFE ? held.sheet : null;
  }
}
