import { encodePress } from "../../query.js";
import type { Block, Button, ListItem, Span, TableColumn } from "../../reply.js";

/**
 * The neutral message and form as the JSON that the page reads. The page sets every string with textContent,
 * so nothing is escaped here; a press becomes the string that comes back with the button.
 */

export interface WireButton {
  readonly label: string;
  readonly value: string;
  readonly style: "primary" | "danger" | "plain";
}

export interface WireItem {
  readonly marker: string;
  readonly spans: readonly Span[];
  readonly detail: readonly Span[];
  readonly value: string | null;
}

export type WireBlock =
  | { readonly kind: "title" | "heading"; readonly text: string }
  | { readonly kind: "text" | "fine"; readonly spans: readonly Span[] }
  | { readonly kind: "list"; readonly items: readonly WireItem[] }
  | {
      readonly kind: "table";
      readonly caption: string;
      readonly columns: readonly TableColumn[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: "image"; readonly src: string; readonly alt: string }
  | { readonly kind: "buttons"; readonly buttons: readonly WireButton[] }
  | { readonly kind: "divider" };

/** What stands in a message's `body` column. */
export type WireBody =
  | { readonly kind: "text"; readonly text: string }
  /** Text that must not be stored came here. */
  | { readonly kind: "held" }
  /** Its author deleted it; it stays as the head of its thread. */
  | { readonly kind: "deleted" }
  /** `asked` is the command that this answers. */
  | { readonly kind: "blocks"; readonly blocks: readonly WireBlock[]; readonly asked: string | null };

const wireButton = (button: Button): WireButton => ({
  label: button.label,
  value: encodePress(button.press),
  style: button.style ?? "plain",
});

const wireItem = (item: ListItem): WireItem => ({
  marker: item.marker,
  spans: item.spans,
  detail: item.detail ?? [],
  value: item.open === undefined ? null : encodePress(item.open),
});

export function wireBlock(block: Block): WireBlock {
  switch (block.kind) {
    case "title":
    case "heading":
    case "text":
    case "fine":
    case "table":
    case "divider":
      return block;
    case "list":
      return { kind: "list", items: block.items.map(wireItem) };
    case "image":
      return {
        kind: "image",
        src: `data:image/png;base64,${Buffer.from(block.png).toString("base64")}`,
        alt: block.alt,
      };
    case "buttons":
      return { kind: "buttons", buttons: block.buttons.map(wireButton) };
  }
}

export function blocksBody(blocks: readonly Block[], asked: string | null): string {
  const body: WireBody = { kind: "blocks", blocks: blocks.map(wireBlock), asked };
  return JSON.stringify(body);
}
