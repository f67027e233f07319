import { type Reply, replyText } from "../../reply.js";

/** A reply as it is printed: plain text on one page, or JSON with the text beside the reply. */

/** Everything stands on one page: a terminal scrolls. */
export const PAGE_SIZE = Number.POSITIVE_INFINITY;

export function renderReply(reply: Reply | null, as: "text" | "json"): string {
  const text = reply === null ? "" : replyText(reply);
  return as === "json" ? JSON.stringify({ text, reply }) : text;
}
