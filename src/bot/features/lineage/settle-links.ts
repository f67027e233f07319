import type { Db } from "../../../store/database.js";
import { confirmLink, correctLink, type LinkAct } from "../../../store/links.js";
import { type LinkEnd, type NamedLink, namedLinks } from "../../../store/named-links.js";
import { ENDED } from "./lineage-view.js";
import { laterEnds } from "./link-targets.js";

/** What 企画課 says of proposed links: by the key of the link, `yes`, `ended`, or the key of the end that it leads to instead. */
export type LinkChoices = ReadonlyMap<string, string>;

export const AS_PROPOSED = "yes";

/** An end by what a person sees of it: it is the same before and after the import that writes its row. */
export const endKey = ({ department, number }: LinkEnd): string => `${department}#${number ?? ""}`;

export const linkKey = ({ level, from, to }: Pick<NamedLink, "level" | "from" | "to">): string =>
  [level, from === null ? "" : endKey(from), to === null ? "" : endKey(to)].join("|");

/** Writes what was said of the links into a plan. Call it in a transaction. @returns how many were settled */
export function settleLinks(
  db: Db,
  toPlan: number,
  choices: LinkChoices,
  act: LinkAct & { readonly via: string },
): number {
  const links = namedLinks(db, toPlan);
  let settled = 0;
  for (const link of links) {
    const choice = choices.get(linkKey(link));
    if (choice !== undefined && settleLink(db, links, link, choice, act)) settled += 1;
  }
  return settled;
}

/** @param choice as in `LinkChoices`. @returns false where it names nothing that the link may lead to */
export function settleLink(
  db: Db,
  links: readonly NamedLink[],
  link: NamedLink,
  choice: string,
  act: LinkAct & { readonly via: string },
): boolean {
  const plain = { ...link, from: link.from?.id ?? null, to: link.to?.id ?? null };
  if (choice === AS_PROPOSED || (link.to !== null && choice === endKey(link.to))) {
    confirmLink(db, plain, act);
    return true;
  }
  if (link.from === null) return false;
  const target = choice === ENDED ? null : laterEnds(links, link.level).find((end) => endKey(end) === choice);
  if (target === undefined) return false;
  correctLink(db, plain, target?.id ?? null, act);
  return true;
}
