/** 機構改革 before it is decided: what the words of a form or a command mean, and what will come of it. Reads only. */

import { fold } from "../../../domain/fold.js";
import { addDays, fiscalYearLabel, fiscalYearOf, tokyoDate, tokyoInstant } from "../../../domain/time.js";
import { listBindings } from "../../../store/bindings.js";
import type { Db } from "../../../store/database.js";
import { listGoals } from "../../../store/goals.js";
import { listHoldings } from "../../../store/holding.js";
import { departmentsIn, listOrganisations, type Organisation } from "../../../store/organisations.js";
import { currentOf, listPlansOf } from "../../../store/plans.js";
import {
  listReorganisations,
  type NewReorganisation,
  type ReorganisationEnd,
  type ReorganisationKind,
} from "../../../store/reorganisations.js";
import { type ChosenParts, type Division, divisionOf, NOTHING_CHOSEN } from "./division.js";

/** As it is written in a form or a command. */
export interface WrittenReorganisation {
  readonly municipalityId: number;
  /** `YYYY-MM-DD`, or null where it cannot be read. */
  readonly on: string | null;
  /** Names of departments that there are. */
  readonly before: readonly string[];
  /** What there is in their place from the day on; none where they end. */
  readonly after: readonly string[];
  readonly reason: string;
  /** Which part of a divided department has which goals, as far as it was said. */
  readonly chosen?: ChosenParts;
}

/** Which part of what was written is wrong. */
export type ReorganisationField = "on" | "before" | "after" | "reason";

export type PlannedReorganisation =
  | {
      readonly kind: "planned";
      readonly decided: NewReorganisation;
      readonly effects: readonly string[];
      /** Null where no goals are divided by it. */
      readonly division: Division | null;
    }
  | { readonly kind: "problem"; readonly field: ReorganisationField; readonly message: string };

const LONGEST_NAME = 60;
const MOST_ENDS = 20;

/** The departments that a reorganisation can be about. */
export const changeable = (db: Db, municipalityId: number, now: number): readonly Organisation[] =>
  listOrganisations(db, municipalityId, tokyoDate(now));

export function planReorganisation(
  db: Db,
  written: WrittenReorganisation,
  now: number,
): PlannedReorganisation {
  const { municipalityId, on } = written;
  const wrong = (field: ReorganisationField, message: string): PlannedReorganisation => ({
    kind: "problem",
    field,
    message,
  });
  if (on === null) return wrong("on", "機構改革の日を「2027-04-01」のように入れてください。");
  if (written.reason.trim() === "") return wrong("reason", "理由を入れてください。例: 組織条例の改正");
  const known = changeable(db, municipalityId, now);
  const named = (name: string): Organisation | undefined =>
    known.find((each) => fold(each.name) === fold(name));
  const before = unique(written.before);
  const after = unique(written.after);
  if (before.length === 0) return wrong("before", "対象の部を選んでください。");
  const missing = before.find((name) => named(name) === undefined);
  if (missing !== undefined)
    return wrong(
      "before",
      `「${missing}」という部はありません。あるのは ${known.map(({ name }) => name).join("、")} です。`,
    );
  if (before.length + after.length > MOST_ENDS || after.some((name) => [...name].length > LONGEST_NAME))
    return wrong("after", `部の名前は${LONGEST_NAME}文字まで、合わせて${MOST_ENDS}までにしてください。`);
  const old = before.flatMap((name) => endOf(named(name)));
  const fresh = after.map(
    (name): ReorganisationEnd => endOf(named(name))[0] ?? { name, organisationId: null },
  );
  if (before.length > 1 && after.length > 1)
    return wrong("after", "複数の部を複数の部にするときは、統合と分割に分けて、一つずつ登録してください。");
  if (after.length === 1 && before.length === 1 && fresh[0]?.organisationId === old[0]?.organisationId)
    return wrong("after", "名前が変わっていません。");
  const pending = listReorganisations(db, municipalityId).find(
    (other) =>
      other.doneAt === null &&
      other.before.some(({ organisationId }) => old.some((end) => end.organisationId === organisationId)),
  );
  if (pending !== undefined)
    return wrong(
      "before",
      `${pending.before.map(({ name }) => name).join("、")}には、${pending.on} の機構改革がすでに登録されています。直すときは、先にそれを取り消してください。`,
    );
  const decided: NewReorganisation = {
    municipalityId,
    on,
    reason: written.reason.trim(),
    kind: kindOf(old, fresh),
    before: old,
    after: fresh,
  };
  const division = divisionOf(db, decided, written.chosen ?? NOTHING_CHOSEN);
  return { kind: "planned", decided, effects: effectsOf(db, decided, division, now), division };
}

const unique = (names: readonly string[]): string[] => [
  ...new Set(names.map((name) => name.trim()).filter((name) => name !== "")),
];

const endOf = (organisation: Organisation | undefined): ReorganisationEnd[] =>
  organisation === undefined ? [] : [{ name: organisation.name, organisationId: organisation.id }];

function kindOf(
  before: readonly ReorganisationEnd[],
  after: readonly ReorganisationEnd[],
): ReorganisationKind {
  if (after.length === 0) return "abolish";
  if (after.length > 1) return "split";
  return before.length === 1 && after[0]?.organisationId === null ? "rename" : "merge";
}

/** What comes of it for goals, channels and roles, as sentences. */
function effectsOf(db: Db, decided: NewReorganisation, division: Division | null, now: number): string[] {
  const { municipalityId, on, kind, before, after } = decided;
  const plans = listPlansOf(db, municipalityId);
  const plan = currentOf(plans, fiscalYearOf(now));
  if (plan === null) return [];
  const printed = before.flatMap(({ organisationId }) =>
    organisationId === null ? [] : departmentsIn(db, organisationId, plan.id),
  );
  const goals = printed.flatMap((id) => listGoals(db, id)).length;
  const organisations = before.flatMap(({ organisationId }) => organisationId ?? []);
  const channels = listBindings(db).filter(
    ({ organisationId, lostAt }) => lostAt === null && organisations.includes(organisationId ?? 0),
  ).length;
  const roles = listHoldings(db, { municipalityId, organisations }, tokyoDate(now)).length;
  const withinYear = fiscalYearOf(tokyoInstant(on)) <= plan.fiscalYear;
  const heirs = after.map(({ name }) => name).join("、");
  const old = before.map(({ name }) => name).join("、");
  const year = fiscalYearLabel(plan.fiscalYear);
  const until = addDays(on, -1);
  const attached = { channels, roles };
  if (kind === "rename") {
    const handedOn = countedWords({ ...attached, goals });
    return [
      ...(handedOn === "" ? [] : [`${handedOn}は、そのまま ${heirs} に引き継がれます。`]),
      withinYear
        ? `${year}の計画の部の名前も、その日から ${heirs} になります。前の年度の計画は ${old} のままです。`
        : `${year}の計画は ${old} のまま残ります。`,
      `「${old}」でも「${heirs}」でも探せます。`,
    ];
  }
  if (kind === "abolish") {
    const ending = countedWords(attached);
    return [
      `引き継ぐ部がないため、${old} の定期まとめは ${until} で終わります${ending === "" ? "" : `（${ending}）`}。`,
      goals === 0
        ? `${year}の計画には ${old} の名前のまま残ります。`
        : `${year}の計画には目標 ${goals}件と報告が ${old} の名前で残ります。続ける目標は、「目標を手直しする」でほかの部に移してください。`,
    ];
  }
  const oldChannels =
    channels === 0
      ? "チャンネルを結び付けるまで届きません"
      : `これまでのチャンネル（${channels}か所）に届きます`;
  const stays =
    goals === 0
      ? `${year}の計画には ${old} の名前のまま残り`
      : `${year}の計画の目標 ${goals}件は ${old} の名前と番号のまま残り`;
  return [
    division === null
      ? `${stays}、その日から ${heirs} が受け持ちます。`
      : `${stays}、その日から ${heirs} が分けて受け持ちます。`,
    division === null
      ? `定期まとめは、${heirs} のチャンネルがあればそこに、なければ${oldChannels}。`
      : `定期まとめは、それぞれの部のチャンネルに、受け持つ目標だけが届きます。チャンネルのない部の分は、${oldChannels}。`,
    roles === 0
      ? `${heirs} に役割を付けると、その方が報告と取りまとめをできるようになります。`
      : `これまでの役割 ${roles}件は残り、${heirs} に付けた役割でも報告と取りまとめができます。`,
  ];
}

/** `チャンネル 1か所、役割 2件、目標 4件`; what there is none of is left out. */
const countedWords = (counts: {
  readonly channels: number;
  readonly roles: number;
  readonly goals?: number;
}): string =>
  [
    { name: "チャンネル", count: counts.channels, unit: "か所" },
    { name: "役割", count: counts.roles, unit: "件" },
    { name: "目標", count: counts.goals ?? 0, unit: "件" },
  ]
    .filter(({ count }) => count > 0)
    .map(({ name, count, unit }) => `${name} ${count}${unit}`)
    .join("、");
