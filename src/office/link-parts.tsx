import type { Child, FC } from "hono/jsx";
import {
  ENDED,
  endWords,
  LINK_WORDS,
  lastYearWords,
  NOTHING_AFTER,
  NOTHING_BEFORE,
  standingOf,
} from "../bot/features/lineage/lineage-view.js";
import {
  AS_PROPOSED,
  CARRIES_ON,
  endKey,
  isToBeLookedAt,
  linkSources,
  linkTargets,
  type ShownEnd,
  type ShownLink,
} from "../bot/features/lineage/settle-links.js";
import { compareWording, type WordingPart } from "../domain/wording.js";

/** How the links between two years are shown, before an import and at any time after it. */

/** A wording with what the other one does not have marked: struck where it went, bold where it came. */
const Wording: FC<{ readonly parts: readonly WordingPart[]; readonly side: "before" | "after" }> = ({
  parts,
  side,
}) => (
  <>
    {parts.map(({ text, differs }) =>
      differs ? side === "before" ? <del>{text}</del> : <ins>{text}</ins> : <span>{text}</span>,
    )}
  </>
);

/** Two wordings, each with its mark; where they have nothing to do with each other, as they are. */
export function compared(before: string, after: string): { readonly before: Child; readonly after: Child } {
  if (before === "" || after === "") return { before, after };
  const words = compareWording(before, after);
  return {
    before: <Wording parts={words.before} side="before" />,
    after: <Wording parts={words.after} side="after" />,
  };
}

const End: FC<{
  readonly end: ShownEnd | null;
  readonly other: ShownEnd | null;
  readonly side: "before" | "after";
}> = ({ end, other, side }) => {
  if (end === null) return <span class="none">{side === "before" ? NOTHING_BEFORE : NOTHING_AFTER}</span>;
  const words =
    side === "before"
      ? compared(end.text, other?.text ?? "").before
      : compared(other?.text ?? "", end.text).after;
  return end.number === null && end.text === end.department ? (
    <span>{words}</span>
  ) : (
    <>
      <span class="place">
        {end.department} {end.number ?? ""}
      </span>
      {words}
    </>
  );
};

/** What a link may be said to be: as it is proposed, ended, or leading to another end. */
export const ChoiceOptions: FC<{
  readonly link: ShownLink;
  readonly links: readonly ShownLink[];
  readonly chosen: string | undefined;
  /** The words for saying nothing yet; null where something has to be said. */
  readonly later: string | null;
}> = ({ link, links, chosen, later }) => {
  const targets = linkTargets(links, link).filter(({ id }) => id !== link.to?.id);
  return (
    <>
      {later === null ? null : (
        <option value="" selected={chosen === undefined}>
          {later}
        </option>
      )}
      <option value={AS_PROPOSED} selected={chosen === AS_PROPOSED}>
        このとおり（{LINK_WORDS[link.kind]}）
      </option>
      {link.from === null || link.to === null ? null : (
        <option value={ENDED} selected={chosen === ENDED}>
          続くものはない（{LINK_WORDS.ended}）
        </option>
      )}
      {link.from !== null ? null : (
        <optgroup label="前の年度のものから続く">
          {linkSources(links, link).map((end) => (
            <option value={`${CARRIES_ON}${endKey(end)}`} selected={chosen === `${CARRIES_ON}${endKey(end)}`}>
              {endWords(end)}
            </option>
          ))}
        </optgroup>
      )}
      {link.from === null ? null : (
        <optgroup label="ほかのものに続く">
          {targets.map((end) => (
            <option value={endKey(end)} selected={chosen === endKey(end)}>
              {endWords(end)}
            </option>
          ))}
        </optgroup>
      )}
    </>
  );
};

/** 今後の方向 and 課題 of the year before. */
const LastWords: FC<{ readonly link: ShownLink }> = ({ link }) => (
  <>
    {lastYearWords(link).map((words) => (
      <p class="hint">{words}</p>
    ))}
  </>
);

/** One link to be looked at: both ends beside each other, and below what can be said of it. */
export const LinkCard: FC<{ readonly link: ShownLink; readonly children?: Child }> = ({ link, children }) => (
  <li class="link">
    <p>
      <span class="tag">{LINK_WORDS[link.kind]}</span> {link.level === "department" ? "部" : "目標"}
    </p>
    <dl class="pair">
      <div>
        <dt>前の年度</dt>
        <dd>
          <End end={link.from} other={link.to} side="before" />
        </dd>
      </div>
      <div>
        <dt>次の年度</dt>
        <dd>
          <End end={link.to} other={link.from} side="after" />
        </dd>
      </div>
    </dl>
    <LastWords link={link} />
    {children}
  </li>
);

/** Links that need no answer, as a table; each leads to where it can be put right. */
const LinkTable: FC<{
  readonly links: readonly ShownLink[];
  readonly fix: (link: ShownLink) => string | null;
  readonly said: (link: ShownLink) => string | null;
}> = ({ links, fix, said }) => (
  <div class="scroll">
    <table class="links">
      <thead>
        <tr>
          <th scope="col">続き方</th>
          <th scope="col">前の年度</th>
          <th scope="col">次の年度</th>
          <th scope="col">状態</th>
        </tr>
      </thead>
      <tbody>
        {links.map((link) => {
          const href = fix(link);
          return (
            <tr>
              <td>
                <span class="tag">{LINK_WORDS[link.kind]}</span>
              </td>
              <td>
                <End end={link.from} other={link.to} side="before" />
                <LastWords link={link} />
              </td>
              <td>
                <End end={link.to} other={link.from} side="after" />
              </td>
              <td>
                {said(link) ?? standingOf(link)}
                {href === null ? null : (
                  <a class="fix" href={href} aria-label={`直す: ${(link.from ?? link.to)?.text ?? ""}`}>
                    直す
                  </a>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  </div>
);

/** Everything between two years that needs no answer: what changed is listed, what simply goes on folded away. */
export const SettledLinks: FC<{
  readonly links: readonly ShownLink[];
  readonly fix: (link: ShownLink) => string | null;
  readonly said: (link: ShownLink) => string | null;
}> = ({ links, fix, said }) => {
  const settled = links.filter((link) => !isToBeLookedAt(link));
  const groups = [
    ["部の続き方", settled.filter(({ level, kind }) => level === "department" && kind !== "same")],
    [
      "言葉や所管の変わった目標",
      settled.filter(
        ({ level, from, to, kind }) => level === "goal" && from !== null && to !== null && kind !== "same",
      ),
    ],
    [
      "新しい目標と終わった目標",
      settled.filter(({ level, from, to }) => level === "goal" && (from === null || to === null)),
    ],
    ["そのまま続くもの", settled.filter(({ kind }) => kind === "same")],
  ] as const;
  return (
    <>
      {groups
        .filter(([, members]) => members.length > 0)
        .map(([label, members]) => (
          <details>
            <summary>
              {label} {members.length}件
            </summary>
            <LinkTable links={members} fix={fix} said={said} />
          </details>
        ))}
    </>
  );
};
