import { dayWithYear } from "../../../domain/time.js";
import type { Db } from "../../../store/database.js";
import type {
  NewReorganisation,
  Reorganisation,
  ReorganisationKind,
} from "../../../store/reorganisations.js";
import { type Division, divisionOf, NOTHING_CHOSEN } from "./division.js";

/** The words in which 機構改革 is shown: before it is decided, in the list, and when its day has come. */

export const REORGANISATION_WORDS: Readonly<Record<ReorganisationKind, string>> = {
  rename: "改称",
  merge: "統合",
  split: "分割",
  abolish: "廃止",
};

const names = (ends: NewReorganisation["before"]): string => ends.map(({ name }) => name).join("、");

/** `2027年4月1日(木)　改称: 危機管理部 → 危機管理局`. */
export const reorganisationWords = ({ kind, on, before, after }: Omit<NewReorganisation, "reason">): string =>
  `${dayWithYear(on)}　${REORGANISATION_WORDS[kind]}: ${names(before)} → ${after.length === 0 ? "（続く部なし）" : names(after)}`;

/**
 * As the channels of both sides hear of it on the day.
 * @param divided what each part has of the goals, as lines
 */
export function reorganisedWords(
  { kind, on, before, after }: Reorganisation,
  divided: readonly string[] = [],
): string[] {
  const from = names(before);
  const to = names(after);
  const day = dayWithYear(on);
  if (kind === "rename")
    return [`${day}の機構改革で、${from}は${to}になりました。目標と報告はそのまま続きます。`];
  if (kind === "abolish")
    return [
      `${day}の機構改革で、${from}はなくなりました。定期まとめは終わります。これまでの報告は ${from} の名前で残っています。`,
    ];
  const how = kind === "merge" ? "統合されました" : "分かれました";
  const shared = divided.length === 0 ? "" : "分けて";
  return [
    `${day}の機構改革で、${from}は${to}に${how}。目標は ${from} の名前と番号のまま続き、${to}が${shared}受け持ちます。`,
    ...divided,
  ];
}

/** What each part answers for, `地域福祉部 1、2`; what is not decided comes last. */
export function divisionWords(division: Division): string[] {
  const several = new Set(division.sections.map(({ department }) => department)).size > 1;
  const numbers = (part: string | null): string =>
    division.sections
      .flatMap(({ department, goals }) =>
        goals
          .filter((each) => each.part === part)
          .map(({ goal }) => `${several ? `${department} ` : ""}${goal.number}`),
      )
      .join("、");
  const undecided = numbers(null);
  return [
    ...division.parts.map((part) => `${part}: ${numbers(part) === "" ? "なし" : numbers(part)}`),
    ...(undecided === "" ? [] : [`未定: ${undecided}`]),
  ];
}

/** What a known reorganisation says of the goals, as lines; empty where it divides none. */
export function knownDivisionWords(db: Db, known: Reorganisation): string[] {
  const division = divisionOf(db, known, NOTHING_CHOSEN);
  return division === null ? [] : divisionWords(division);
}
