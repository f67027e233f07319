import type { Db } from "../../../store/database.js";
import {
  confirmLink,
  correctLink,
  giveForerunner,
  isOpenLink,
  type Link,
  type LinkAct,
} from "../../../store/links.js";
import { type LinkEnd, type NamedLink, namedLinks } from "../../../store/named-links.js";
import { ENDED } from "./lineage-view.js";

/** What a link may be put right to, wherever that is asked. */

export type ShownLink = NamedLink;
export type ShownEnd = LinkEnd;

/** Whether somebody has to look at it: it is neither sure nor confirmed. */
export const isToBeLookedAt = (link: ShownLink): boolean => isOpenLink(link);

/** Every end of a plan's links on the later side, each once. */
function laterEnds(links: readonly NamedLink[], level: Link["level"]): LinkEnd[] {
  const ends = links.flatMap((link) => (link.level === level && link.to !== null ? [link.to] : []));
  return [...new Map(ends.map((end) => [end.id, end])).values()];
}

/**
 * What a link may lead to instead: every department, or the goals of the departments in which the earlier one goes on, of that
 * in which it was thought to stand and of those of the same name, and all that counts as new.
 */
export function linkTargets(links: readonly NamedLink[], { level, from, to }: NamedLink): LinkEnd[] {
  const ends = laterEnds(links, level);
  if (level === "department") return ends;
  const heirs = new Set(
    links.flatMap((link) =>
      link.level === "department" && link.from?.text === from?.department && link.to !== null
        ? [link.to.text]
        : [],
    ),
  );
  if (to !== null) heirs.add(to.department);
  if (from !== null) heirs.add(from.department);
  const fresh = new Set(
    links.flatMap((link) => (link.from === null && link.to !== null ? [link.to.id] : [])),
  );
  return homeFirst(ends, heirs, fresh);
}

/**
 * What something that counts as new may carry on: every department of the year before, or the goals of the departments that lead to
 * its own and of those of the same name, and all that counts as ended.
 */
export function linkSources(links: readonly NamedLink[], { level, to }: NamedLink): LinkEnd[] {
  const ends = links.flatMap((link) => (link.level === level && link.from !== null ? [link.from] : []));
  const once = [...new Map(ends.map((end) => [end.id, end])).values()];
  if (level === "department") return once;
  const homes = new Set(
    links.flatMap((link) =>
      link.level === "department" && link.to?.text === to?.department && link.from !== null
        ? [link.from.text]
        : [],
    ),
  );
  if (to !== null) homes.add(to.department);
  const ended = new Set(
    links.flatMap((link) => (link.to === null && link.from !== null ? [link.from.id] : [])),
  );
  return homeFirst(once, homes, ended);
}

/** The ends of the departments that come into question, and behind them those of others that nothing leads to or from. */
function homeFirst(
  ends: readonly LinkEnd[],
  homes: ReadonlySet<string>,
  alone: ReadonlySet<number>,
): LinkEnd[] {
  const isHome = ({ department }: LinkEnd): boolean => homes.has(department);
  return [...ends.filter(isHome), ...ends.filter((end) => !isHome(end) && alone.has(end.id))];
}

/** How the choice of a forerunner begins: an end of both years may have the same words. */
export const CARRIES_ON = "from:";

/**
 * What 企画課 says of proposed links: by the key of the link, `yes`, `ended`, or the key of the end that it leads to instead; of what is new `from:` and
 * the key of what it carries on.
 */
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
  if (plain.from === null) {
    const source = linkSources(links, link).find((end) => `${CARRIES_ON}${endKey(end)}` === choice);
    if (source === undefined || plain.to === null) return false;
    giveForerunner(db, { ...plain, to: plain.to }, source.id, act);
    return true;
  }
  const target = choice === ENDED ? null : laterEnds(links, link.level).find((end) => endKey(end) === choice);
  if (target === undefined) return false;
  correctLink(db, plain, target?.id ?? null, act);
  return true;
}
