import { tokyoDate } from "../../../domain/time.js";
import { decodeSource } from "../../../import/decode.js";
import { readTransferList, type WrittenMove } from "../../../import/sheet/transfer-list.js";
import type { Bot } from "../../context.js";
import { Held } from "../office/held.js";
import { isOfficeOf, type OfficeVisitor, visitorActor } from "../office/office-rights.js";
import {
  type Answers,
  applyMoves,
  type Candidate,
  candidates,
  type MoveRow,
  planMoves,
} from "./planned-moves.js";

/** Lists of 人事異動 on their way in through the office page: shown, asked about, decided when the person says yes. */

interface Brought {
  readonly id: string;
  readonly municipalityId: number;
  readonly written: readonly WrittenMove[];
  readonly answers: Answers;
}

export interface TransferPreview {
  readonly rows: readonly MoveRow[];
  /** Who can be chosen where a name could not be matched. */
  readonly people: readonly Candidate[];
}

const MOST = 10;

export class TransferIntakes {
  readonly #held: Held<Brought>;

  constructor(private readonly bot: Bot) {
    this.#held = new Held(bot.clock, MOST);
  }

  /** @throws ImportError with one Japanese sentence where it is no list */
  async open(who: OfficeVisitor, municipalityId: number, name: string, bytes: Uint8Array): Promise<string> {
    return this.#keep(who, municipalityId, await readTransferList(decodeSource(bytes, name)));
  }

  /** One move that was typed in. */
  openOne(who: OfficeVisitor, municipalityId: number, written: Omit<WrittenMove, "line">): string {
    return this.#keep(who, municipalityId, [{ line: 1, ...written }]);
  }

  preview(who: OfficeVisitor, id: string): TransferPreview | null {
    const held = this.#find(who, id);
    if (held === null) return null;
    const { db, clock } = this.bot;
    return {
      rows: planMoves(db, held.municipalityId, held.written, clock(), held.answers),
      people: candidates(db, held.municipalityId, tokyoDate(clock())),
    };
  }

  /** Takes what was chosen for names that could not be matched. */
  answer(who: OfficeVisitor, id: string, chosen: Answers): boolean {
    const held = this.#find(who, id);
    if (held === null) return false;
    const known = new Set(this.preview(who, id)?.people.map((person) => person.id));
    const answers = new Map([...held.answers, ...[...chosen].filter(([, person]) => known.has(person))]);
    this.#held.replace(id, { ...held, answers });
    return true;
  }

  /** @returns how many moves were decided, or null where the list is gone */
  decide(who: OfficeVisitor, id: string): number | null {
    const preview = this.preview(who, id);
    if (preview === null) return null;
    const { bot } = this;
    const count = applyMoves(bot.db, preview.rows, {
      actor: visitorActor(who),
      at: bot.clock(),
      via: "office",
    });
    this.#held.drop(id);
    return count;
  }

  #keep(who: OfficeVisitor, municipalityId: number, written: readonly WrittenMove[]): string {
    return this.#held.put(who, (id) => ({ id, municipalityId, written, answers: new Map() })).id;
  }

  /** The role may have been taken away meanwhile. */
  #find(who: OfficeVisitor, id: string): Brought | null {
    const held = this.#held.find(who, id);
    return held === null || !isOfficeOf(this.bot, who, held.municipalityId) ? null : held;
  }
}
