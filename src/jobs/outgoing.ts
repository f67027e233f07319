import { z } from "zod";
import type { Incoming, Platform, SendResult } from "../bot/platform.js";
import type { Message, Reply } from "../bot/reply.js";
import type { OutboxItem } from "../store/outbox.js";

/** What stands in an outbox item, and the call of the port that sends it. */

const bodySchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("message"), message: z.custom<Message>() }),
  z.object({ type: z.literal("digest"), thread: z.number(), part: z.number().default(0) }),
  z.object({ type: z.literal("answer"), incoming: z.custom<Incoming>(), reply: z.custom<Reply>() }),
]);

export type Body = z.infer<typeof bodySchema>;

export function readBody(item: OutboxItem): Body | null {
  try {
    return bodySchema.parse(JSON.parse(item.body));
  } catch {
    return null;
  }
}

export async function say(platform: Platform, item: OutboxItem, message: Message): Promise<SendResult> {
  switch (item.kind) {
    case "update":
      return platform.update(item.destination, item.target ?? "", message);
    case "tell":
      return platform.tell(item.target ?? "", message, item.postKey);
    case "post":
    case "answer":
      return platform.post(item.destination, item.thread, message, item.postKey);
  }
}
