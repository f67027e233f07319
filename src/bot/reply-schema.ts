import { z } from "zod";
import type { Incoming } from "./platform.js";
import type { Press } from "./query.js";
import type { Block, Message, Plot, Reply } from "./reply.js";

/** Messages and replies as they are read back from the outbox: what does not fit is not sent as something else. */

const span = z.object({
  text: z.string(),
  bold: z.boolean().exactOptional(),
  mark: z.boolean().exactOptional(),
  quiet: z.boolean().exactOptional(),
  struck: z.boolean().exactOptional(),
  link: z.string().exactOptional(),
});
const spans = z.array(span);
/** Whoever presses it is checked then. */
const press = z.looseObject({ do: z.string() }).transform((read) => read as unknown as Press);
const button = z.object({
  label: z.string(),
  press,
  style: z.enum(["primary", "danger"]).exactOptional(),
});
const item = z.object({
  marker: z.string(),
  spans,
  detail: spans.exactOptional(),
  open: press.exactOptional(),
  openLabel: z.string().exactOptional(),
});
/** How the outbox writes bytes: a picture that is not drawn yet has none. */
const encoded = z
  .object({ base64: z.string() })
  .transform((read) => new Uint8Array(Buffer.from(read.base64, "base64")));
/** As JSON itself writes them: so they stand in what an older version kept. */
const numbered = z.record(z.string(), z.number()).transform((read) => Uint8Array.from(Object.values(read)));
const bytes = z.union([encoded, numbered]);

const plot: z.ZodType<Plot> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("counts"),
    title: z.string(),
    bars: z.array(
      z.object({
        label: z.string(),
        count: z.number(),
        tone: z.enum(["good", "late", "silent", "neutral"]),
      }),
    ),
  }),
  z.object({
    kind: z.literal("courses"),
    title: z.string(),
    days: z.string(),
    unit: z.string(),
    least: z.number().exactOptional(),
    most: z.number().exactOptional(),
    courses: z.array(
      z.object({
        label: z.string(),
        words: z.string(),
        points: z.array(z.object({ day: z.string(), value: z.number() })),
      }),
    ),
  }),
]);
const picturePart = z.object({
  heading: z.string().exactOptional(),
  lines: z.array(z.object({ label: z.string(), drawn: z.string(), words: z.string() })),
  plot: plot.exactOptional(),
});

const blockSchema: z.ZodType<Block> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("title"), text: z.string() }),
  z.object({ kind: z.literal("heading"), text: z.string() }),
  z.object({ kind: z.enum(["text", "fine"]), spans, withoutThreads: spans.exactOptional() }),
  z.object({ kind: z.literal("list"), items: z.array(item) }),
  z.object({
    kind: z.literal("table"),
    caption: z.string(),
    columns: z.array(z.object({ label: z.string(), align: z.enum(["left", "right"]).exactOptional() })),
    rows: z.array(z.array(z.string())),
  }),
  z.object({
    kind: z.literal("image"),
    png: bytes,
    svg: z.string().exactOptional(),
    alt: z.string(),
    parts: z.array(picturePart).exactOptional(),
    name: z.string(),
  }),
  z.object({ kind: z.literal("buttons"), buttons: z.array(button) }),
  z.object({ kind: z.literal("divider") }),
]);

export const messageSchema: z.ZodType<Message> = z.object({
  kind: z.literal("message"),
  audience: z.enum(["private", "channel"]),
  blocks: z.array(blockSchema),
  replace: z.boolean().exactOptional(),
  file: z.object({ name: z.string(), bytes }).exactOptional(),
});

export const replySchema: z.ZodType<Reply> = z.union([
  messageSchema,
  z.object({
    kind: z.literal("receipt"),
    sign: z.enum(["kept", "asked", "withheld", "none"]),
    aside: messageSchema.nullable(),
    again: z.boolean().exactOptional(),
    readBack: z.string().exactOptional(),
  }),
  z.object({ kind: z.literal("form-errors"), errors: z.record(z.string(), z.string()) }),
  z.object({ kind: z.literal("home"), blocks: z.array(blockSchema) }),
]);

/** What is answered: that it has the parts by which the answer finds its way. */
export const incomingSchema = z
  .looseObject({
    kind: z.string(),
    key: z.string(),
    who: z.object({ id: z.string(), name: z.string().nullable() }),
    where: z.looseObject({
      platform: z.string(),
      conversation: z.string(),
      kind: z.enum(["channel", "direct"]),
      thread: z.string().nullable(),
      destination: z.record(z.string(), z.string()),
    }),
    at: z.number(),
  })
  .transform((read) => read as unknown as Incoming);
