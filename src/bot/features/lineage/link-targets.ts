import { isOpenLink, type Link } from "../../../store/links.js";
import type { LinkEnd, NamedLink } from "../../../store/named-links.js";

/** What a link may be put right to, wherever that is asked. */

export type ShownLink = NamedLink;
export type ShownEnd = LinkEnd;

/** Whether somebody has to look at it: it is neither sure nor confirmed. */
export const isToBeLookedAt = (link: ShownLink): boolean => isOpenLink(link);

/** Every end of a plan's links on the later side, each once. */
export function laterEnds(links: readonly NamedLink[], level: Link["level"]): LinkEnd[] {
  const ends = links.flatMap((link) => (link.level === level && link.to !== null ? [link.to] : []));
  return [...new Map(ends.map((end) => [end.id, end])).values()];
}

/**
 * What a link may lead to instead: every department, or the goals of the departments in which the earlier one goes on, of that
 * in which it was thought to stand and of those of the same name.
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
  return ends.filter(({ department }) => heirs.has(department));
}
