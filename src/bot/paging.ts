import type { Query } from "./query.js";
import { type Block, type Button, blockText, type ListItem, leadsOn, type Message, quiet } from "./reply.js";

/** Cuts a long answer into pages at item borders, never inside an item, and adds the buttons to turn them. */

interface Atom {
  readonly block: Block;
  /** A list item that stands alone; runs of them are joined again. */
  readonly item: ListItem | null;
  readonly size: number;
  readonly heading: boolean;
  readonly leads: boolean;
}

/** What an item costs on a page besides its characters: its line break and marker. */
const OVERHEAD = 8;

function atomsOf(blocks: readonly Block[]): Atom[] {
  return blocks.flatMap((block): Atom[] => {
    if (block.kind !== "list") {
      return [
        {
          block,
          item: null,
          size: blockText(block).length + OVERHEAD,
          heading: block.kind === "heading",
          leads: leadsOn(block),
        },
      ];
    }
    return block.items.map((item) => {
      const single: Block = { kind: "list", items: [item] };
      return { block: single, item, size: blockText(single).length + OVERHEAD, heading: false, leads: false };
    });
  });
}

function joinAtoms(atoms: readonly Atom[]): Block[] {
  const blocks: Block[] = [];
  for (const atom of atoms) {
    const last = blocks.at(-1);
    if (atom.item !== null && last?.kind === "list") {
      blocks[blocks.length - 1] = { kind: "list", items: [...last.items, atom.item] };
    } else {
      blocks.push(atom.block);
    }
  }
  return blocks;
}

/** The pages of `blocks`, each within `size` visible characters unless one item alone is longer. */
export function splitPages(blocks: readonly Block[], size: number): Block[][] {
  const pages: Atom[][] = [];
  let page: Atom[] = [];
  let used = 0;
  let heading: Atom | null = null;
  const atoms = atomsOf(blocks);
  for (const [index, atom] of atoms.entries()) {
    // What heads others never stands alone at the foot of a page.
    const next = atom.leads ? sizeAfter(atoms, index) : 0;
    if (page.length > 0 && used + atom.size + next > size) {
      pages.push(page);
      page = [];
      used = 0;
      if (!atom.heading && heading !== null) {
        const again = continued(heading);
        page.push(again);
        used += again.size;
      }
    }
    if (atom.heading) heading = atom;
    page.push(atom);
    used += atom.size;
  }
  if (page.length > 0) pages.push(page);
  return pages.map(joinAtoms);
}

/** The size of what follows one that leads, up to the first that it leads to. */
function sizeAfter(atoms: readonly Atom[], index: number): number {
  const next = atoms[index + 1];
  if (next === undefined) return 0;
  return next.size + (next.leads ? sizeAfter(atoms, index + 1) : 0);
}

function continued(heading: Atom): Atom {
  const text = heading.block.kind === "heading" ? heading.block.text.replace(/（続き）$/u, "") : "";
  return { ...heading, block: { kind: "heading", text: `${text}（続き）` }, size: heading.size + 4 };
}

/**
 * One page of an answer.
 * @param head what stands on every page (the title)
 * @param body what is divided
 * @param page 1-based; a page that does not exist is the last one
 * @param turn the query for another page
 */
export function paginate(
  head: readonly Block[],
  body: readonly Block[],
  options: { readonly size: number; readonly page: number; readonly turn: (page: number) => Query },
): Block[] {
  const pages = splitPages(body, options.size);
  if (pages.length <= 1) return [...head, ...(pages[0] ?? [])];
  const page = Math.min(Math.max(options.page, 1), pages.length);
  const buttons: Button[] = [];
  if (page > 1) buttons.push({ label: "前のページ", press: options.turn(page - 1) });
  if (page < pages.length)
    buttons.push({ label: "次のページ", press: options.turn(page + 1), style: "primary" });
  return [
    ...head,
    ...(pages[page - 1] ?? []),
    { kind: "fine", spans: [quiet(`${page}／${pages.length} ページ`)] },
    { kind: "buttons", buttons },
  ];
}

/** A private answer of which one page is shown, with these buttons below it. */
export const pagedAnswer = (
  head: readonly Block[],
  body: readonly Block[],
  options: Parameters<typeof paginate>[2],
  buttons: readonly Button[],
): Message => ({
  kind: "message",
  audience: "private",
  blocks: [...paginate(head, body, options), { kind: "buttons", buttons }],
});
