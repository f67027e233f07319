import type { types } from "@slack/bolt";
import type { Span } from "../../reply.js";
import { cost } from "./limits.js";
import { richBlocks } from "./rich.js";

/** Something that a menu under the message opens. */
export interface Opening {
  readonly label: string;
  readonly value: string;
  /** At most what it adds to a message as an option of a menu or as a button. */
  readonly size: number;
}

/** A Slack block with what must stay with it. */
export interface Piece {
  readonly block: types.KnownBlock;
  /** Its length as JSON. */
  readonly size: number;
  /** The same as plain text, for notifications and screen readers. */
  readonly plain: string;
  readonly opens: readonly Opening[];
  /** A heading does not end a message. */
  readonly leads: boolean;
}

export type Surface = "message" | "view";

/** @param plain the same as plain text */
export const piece = (block: types.KnownBlock, plain: string, extra: Partial<Piece> = {}): Piece => ({
  block,
  size: extra.size ?? cost(block),
  plain,
  opens: extra.opens ?? [],
  leads: extra.leads ?? false,
});

/** Text pieces; only the first carries the plain text, so that it is not repeated. */
export function textPieces(spans: readonly Span[], plain: string, extra: Partial<Piece> = {}): Piece[] {
  return richBlocks(spans).map((block, index) => piece(block, index === 0 ? plain : "", extra));
}
