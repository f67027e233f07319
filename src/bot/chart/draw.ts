import type { Block, Message } from "../reply.js";

/**
 * The same message with its pictures drawn. A picture that cannot be drawn is left out; its words stand in the message anyway.
 * The drawing library is loaded with the first picture.
 */
export async function drawn(message: Message): Promise<Message> {
  if (!message.blocks.some((block) => block.kind === "image" && block.svg !== undefined)) return message;
  const blocks = await Promise.all(message.blocks.map(drawBlock));
  return { ...message, blocks: blocks.flatMap((block) => (block === null ? [] : [block])) };
}

async function drawBlock(block: Block): Promise<Block | null> {
  if (block.kind !== "image" || block.svg === undefined) return block;
  try {
    const { renderPng } = await import("./render.js");
    const { svg, ...rest } = block;
    return { ...rest, png: await renderPng(svg) };
  } catch {
    return null;
  }
}
