/** What the author of a kept reply was asked and has not answered yet, as it is stored with the message. */
import { z } from "zod";
import type { ThreadMessage } from "../../../store/messages.js";
import { readJson } from "../../json.js";
import type { Doubt } from "../../reading/types.js";

export interface OpenDoubts {
  /** The number of the first of them: an edited reply is asked about under new numbers, so that the old buttons are void. */
  readonly first: number;
  /** 代理: in whose place the reply was written; null where it was not said. */
  readonly onBehalfOf: string | null;
  /** In order; null where it was settled. */
  readonly doubts: readonly (Doubt | null)[];
}

const NONE: OpenDoubts = { first: 0, onBehalfOf: null, doubts: [] };

const schema = z.object({
  first: z.number().int(),
  onBehalfOf: z.string().nullable(),
  doubts: z.array(z.custom<Doubt>().nullable()),
});

export function readDoubts(message: ThreadMessage | null): OpenDoubts {
  const read = message?.doubts == null ? null : schema.safeParse(readJson(message.doubts));
  return read?.success === true ? read.data : NONE;
}

/** The doubts of what the message says now, after those of what it said before. */
export function nextDoubts(
  before: OpenDoubts,
  doubts: readonly Doubt[],
  onBehalfOf: string | null,
): OpenDoubts {
  return { first: before.first + before.doubts.length, onBehalfOf, doubts };
}

/** As it is stored: null only for a message about which nothing was ever asked. */
export function storedDoubts(open: OpenDoubts): string | null {
  return open.first === 0 && open.doubts.length === 0 ? null : JSON.stringify(open);
}
