import { readReturned } from "../../../export/returned/read.js";
import { openSource } from "../../../import/decode.js";
import { ImportError } from "../../../import/document.js";
import type { Bot } from "../../context.js";
import { Held } from "./held.js";
import { decideSheet, openSheet, type ReturnedSheet, recordSheet } from "./returned-sheet.js";
import { type ReturnedPart, returnedParts } from "./returned-words.js";

/** Filled-in 進捗一覧 on their way in through the office page: shown first, recorded when the person says yes. */

export interface SheetPreview {
  readonly title: string;
  readonly parts: readonly ReturnedPart[];
  /** How many reports would be recorded. */
  readonly adding: number;
}

const MOST = 10;

export class SheetIntakes {
  readonly #held: Held<ReturnedSheet>;

  constructor(private readonly bot: Bot) {
    this.#held = new Held(bot.clock, MOST);
  }

  /** @throws ImportError with one Japanese sentence where it is no 進捗一覧 of ours */
  async open(owner: string, name: string, bytes: Uint8Array): Promise<string> {
    const id = await this.openIfReturned(owner, name, bytes);
    if (id !== null) return id;
    throw new ImportError(
      `${name}: 進捗一覧ではありません。「Excel で受け取る」で受け取った表に記入して、選んでください。`,
    );
  }

  /**
   * Null where the file is something else.
   * @throws ImportError where it is a 進捗一覧 that cannot be filed
   */
  async openIfReturned(owner: string, name: string, bytes: Uint8Array): Promise<string | null> {
    const source = openSource(bytes, name);
    if (source.kind === "docx" || source.kind === "pdf") return null;
    const rows = await readReturned(source);
    return rows === null ? null : this.#held.put(owner, openSheet(this.bot.db, source, rows));
  }

  preview(owner: string, id: string): SheetPreview | null {
    const sheet = this.#held.find(owner, id);
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
  record(
    id: string,
    who: { readonly platform: string; readonly id: string; readonly name: string | null },
  ): number | null {
    const sheet = this.#held.find(`${who.platform}:${who.id}`, id);
    if (sheet === null) return null;
    const { bot } = this;
    const act = { platform: who.platform, person: who.id, name: who.name, at: bot.clock() };
    const { added } = recordSheet(bot, sheet, act, bot.privacy);
    this.#held.drop(id);
    bot.kick();
    return added;
  }
}
