/** What a list of 人事異動 comes to: whom and what each row means, before anything is changed. */

import { fold } from "../../../domain/fold.js";
import { addDays, dayWithYear, fiscalYearOf, parseDay, tokyoDate } from "../../../domain/time.js";
import { all, type Db, inTransaction } from "../../../store/database.js";
import { type Department, findDepartment, listDepartments } from "../../../store/departments.js";
import { findGoal } from "../../../store/goals.js";
import { deputiesIn, listRoles, namesOf, ownedIn, peopleWithRole } from "../../../store/holding.js";
import type { Act } from "../../../store/note-writing.js";
import { findOrganisation, listOrganisations } from "../../../store/organisations.js";
import { accountsOf, ensurePerson, findMain, findPerson, type Role } from "../../../store/people.js";
import { currentOf, listPlans, listPlansOf } from "../../../store/plans.js";
import { isOn, listHolders, listPosts, postsOf } from "../../../store/posts.js";
import { listReorganisations } from "../../../store/reorganisations.js";
import { carriedBy, decideTransfer, findPostNamed, isDecided, type Move } from "../../../store/transfers.js";
import { departmentNamed } from "../look-up/match-department.js";
import type { WrittenMove } from "./transfer-list.js";

/** An account that the program has not met yet, named by its platform's id. */
interface Newcomer {
  readonly platform: string;
  readonly platformId: string;
}

export interface PlannedMove {
  readonly kind: "move" | "repeated";
  readonly line: number;
  readonly move: Move;
  readonly newcomer: Newcomer | null;
  readonly department: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly roles: readonly Role[];
  /** By number in the department; a goal that has none is left out. */
  readonly goals: readonly { readonly number: number; readonly text: string }[];
  /** What should be looked at before somebody says yes. */
  readonly remarks: readonly string[];
}

/** A row that nobody can act on as it is. */
export interface UnclearMove {
  readonly kind: "unclear";
  readonly line: number;
  readonly written: WrittenMove;
  readonly reason: string;
  /** Which name could not be matched; null where something else is wrong. */
  readonly who: "from" | "to" | null;
}

export type MoveRow = PlannedMove | UnclearMove;

/** What was answered about a row, as the id of a person. */
export type Answers = ReadonlyMap<`${number}:${"from" | "to"}`, number>;

interface Known {
  readonly db: Db;
  readonly municipalityId: number;
  readonly now: number;
  readonly departments: readonly Department[];
  readonly people: readonly Candidate[];
  readonly answers: Answers;
}

export interface Candidate {
  readonly id: number;
  readonly name: string;
  /** The name, with where they work where another has the same one. */
  readonly label: string;
}

/** A problem of a row, as an exception inside this file. */
class Unclear extends Error {
  constructor(
    message: string,
    readonly who: "from" | "to" | null = null,
  ) {
    super(message);
  }
}

/** Reads only. */
export function planMoves(
  db: Db,
  municipalityId: number,
  written: readonly WrittenMove[],
  now: number,
  answers: Answers = new Map(),
): MoveRow[] {
  const known: Known = {
    db,
    municipalityId,
    now,
    departments: departmentsOf(db, municipalityId, now),
    people: candidates(db, municipalityId, tokyoDate(now)),
    answers,
  };
  return written.map((row) => {
    try {
      return planned(known, row);
    } catch (error) {
      if (!(error instanceof Unclear)) throw error;
      return { kind: "unclear", line: row.line, written: row, reason: error.message, who: error.who };
    }
  });
}

/** The departments that can be named: those of the running year, and what only the next year's plan has. */
function departmentsOf(db: Db, municipalityId: number, now: number): Department[] {
  const plans = listPlansOf(db, municipalityId);
  const running = currentOf(plans, fiscalYearOf(now));
  const next = plans.filter(({ fiscalYear }) => running !== null && fiscalYear > running.fiscalYear);
  const own = running === null ? [] : listDepartments(db, running.id);
  const names = new Set(own.map(({ name }) => name));
  const later = next.flatMap((plan) => listDepartments(db, plan.id)).filter(({ name }) => !names.has(name));
  return [...own, ...later];
}

/**
 * Everybody who can be meant: people with a name who hold something in the municipality, or nothing in any other. Who works elsewhere
 * is not shown to this one's 企画課.
 */
export function candidates(db: Db, municipalityId: number, today: string): Candidate[] {
  const people = all<{ id: number; name: string; platform: string }>(
    db,
    "SELECT id, name, platform FROM person WHERE main_id IS NULL AND name IS NOT NULL AND platform <> 'cli' ORDER BY name, id",
  );
  const real = new Set(listPlans(db).flatMap(({ sample, municipalityId: of }) => (sample ? [] : [of])));
  const own = people.filter(({ id }) => {
    const held = [
      ...listRoles(db, id, today).map((role) => role.municipalityId),
      // A goal of a sample is nobody's work.
      ...[...ownedIn(db, id, today), ...deputiesIn(db, id, today)].filter((each) => real.has(each)),
    ];
    return held.length === 0 || held.includes(municipalityId) || held.includes(null);
  });
  return own.map(({ id, name, platform }) => {
    const namesakes = own.filter((other) => bare(other.name) === bare(name));
    if (namesakes.length === 1) return { id, name, label: name };
    const places = listRoles(db, id, today).flatMap(({ organisationId }) =>
      organisationId === null ? ["企画課"] : (findOrganisation(db, organisationId)?.name ?? []),
    );
    const what = [PLATFORM_WORDS[platform] ?? platform, ...new Set(places)].join("、");
    const place = namesakes.findIndex((other) => other.id === id) + 1;
    return { id, name, label: `${name}（${place}人目: ${what}${places.length === 0 ? "、役割なし" : ""}）` };
  });
}

const PLATFORM_WORDS: Readonly<Record<string, string>> = { slack: "Slack", teams: "Teams", web: "Web" };

const WHOLE = ["全庁", "全体", "企画課"];

function planned(known: Known, row: WrittenMove): PlannedMove {
  const { db, municipalityId } = known;
  const on = parseDay(row.on);
  if (on === null)
    throw new Unclear(
      row.on === ""
        ? "異動日を書いてください。"
        : `異動日「${row.on}」を日付として読めません。例: 2027-04-01`,
    );
  if (row.from === "" && row.to === "") throw new Unclear("前任か後任のどちらかを書いてください。");
  const from = row.from === "" ? null : personNamed(known, row, "from");
  const to = row.to === "" ? null : personNamed(known, row, "to");
  if (from !== null && to !== null && from.id !== null && from.id === to.id)
    throw new Unclear("前任と後任が同じ方です。");
  const place = placeOf(known, row, from?.id ?? null, on);
  const move: Move = {
    municipalityId,
    organisationId: place.organisationId,
    post: postOf(known, row, place.organisationId, from?.id ?? null, on),
    on,
    from: from?.id ?? null,
    to: to?.id ?? null,
  };
  const { roles, goals } = carriedBy(db, move);
  const newcomer = to !== null && to.id === null ? to.newcomer : null;
  return {
    kind: newcomer === null && isDecided(db, move) ? "repeated" : "move",
    line: row.line,
    move,
    newcomer,
    department: place.name,
    from: from?.name ?? null,
    to: to?.name ?? null,
    roles,
    goals: goals.flatMap((id) => {
      const goal = findGoal(db, id);
      return goal === null ? [] : [{ number: goal.number, text: goal.text }];
    }),
    remarks: remarksOf(known, move, newcomer !== null, { roles, goals }),
  };
}

interface Named {
  readonly id: number | null;
  readonly name: string;
  readonly newcomer: Newcomer | null;
}

const bare = (name: string): string =>
  name
    .normalize("NFKC")
    .replace(/\s+/gu, "")
    .replace(/(?:さん|様|氏|殿)$/u, "");

/** Those whose name is written like this, but for blanks and さん. */
export const peopleNamed = (people: readonly Candidate[], typed: string): Candidate[] =>
  people.filter(({ name }) => bare(name) === bare(typed));

function personNamed({ db, people, answers }: Known, row: WrittenMove, who: "from" | "to"): Named {
  const typed = row[who].trim();
  const answered = answers.get(`${row.line}:${who}`);
  const chosen = answered === undefined ? null : findMain(db, answered);
  if (chosen !== null) return { id: chosen.id, name: namesOf(db, [chosen.id])[0] ?? "", newcomer: null };
  const [, platform = "", platformId = ""] = /^(slack|teams|web):(\S+)$/u.exec(typed) ?? [];
  if (platform !== "") {
    const account = findPerson(db, platform, platformId);
    const main = account === null ? null : findMain(db, account.id);
    if (main !== null) return { id: main.id, name: namesOf(db, [main.id])[0] ?? "", newcomer: null };
    if (who === "to") return { id: null, name: typed, newcomer: { platform, platformId } };
  }
  const fitting = peopleNamed(people, typed);
  const [one, other] = fitting;
  const label = who === "from" ? "前任" : "後任";
  if (one === undefined)
    throw new Unclear(
      `${label}の「${typed}」さんが見つかりません。表示名のとおりに書くか、まだこのボットを使ったことのない方は一度 /policy と送っていただいてください。`,
      who,
    );
  if (other !== undefined)
    throw new Unclear(
      `${label}の「${typed}」さんは ${fitting.length}人います。どの方かを選んでください。`,
      who,
    );
  return { id: one.id, name: one.name, newcomer: null };
}

/** The department of a row: the one that is named, else the one where the post is, else the one where the predecessor is. */
function placeOf(
  known: Known,
  row: WrittenMove,
  from: number | null,
  on: string,
): { readonly organisationId: number | null; readonly name: string | null } {
  const { db, municipalityId, departments } = known;
  const nameOf = (id: number | null): string | null =>
    departments.find(({ organisationId }) => organisationId === id)?.name ?? null;
  if (WHOLE.includes(row.department)) return { organisationId: null, name: null };
  if (row.department !== "") {
    const exact = departments.find(({ name }) => fold(name) === fold(row.department));
    const department = exact ?? departmentNamed(row.department, departments);
    return department ?? unprinted(known, row.department, on);
  }
  const posts = listPosts(db, municipalityId).filter(({ name }) => row.post !== "" && name === row.post);
  const before = addDays(on, -1);
  const held =
    from === null
      ? []
      : listRoles(db, from, before)
          .filter((role) => role.municipalityId === municipalityId)
          .map(({ organisationId }) => organisationId);
  const places = [...new Set(posts.length > 0 ? posts.map(({ organisationId }) => organisationId) : held)];
  const [only] = places;
  if (only === undefined || places.length > 1)
    throw new Unclear("どの部か分かりません。部の列に書いてください。");
  return { organisationId: only, name: nameOf(only) };
}

/**
 * A department that no plan prints, by what was decided of 機構改革: one that came into being since, and the new name of one that will be
 * renamed by the day of the row.
 */
function unprinted(
  { db, municipalityId, now }: Known,
  written: string,
  on: string,
): { readonly organisationId: number; readonly name: string } {
  const isWritten = ({ name }: { readonly name: string }): boolean => fold(name) === fold(written);
  const made = listOrganisations(db, municipalityId, tokyoDate(now)).find(isWritten);
  if (made !== undefined) return { organisationId: made.id, name: made.name };
  const coming = listReorganisations(db, municipalityId).find(
    ({ doneAt, after }) => doneAt === null && after.some(isWritten),
  );
  const lasting = coming?.kind === "rename" && coming.on <= on ? coming.before[0]?.organisationId : null;
  if (lasting != null) return { organisationId: lasting, name: written };
  const former = coming?.before.map(({ name }) => name).join("、") ?? "";
  throw new Unclear(
    former === ""
      ? `「${written}」に当たる部がありません。計画のとおりの名前で書いてください。`
      : `「${written}」は${dayWithYear(coming?.on ?? on)}の機構改革でできる部です。今の部の名前（${former}）で書いてください。`,
  );
}

/** The post of a row: as it is written, else the only one that the predecessor has there. */
function postOf(
  { db, municipalityId }: Known,
  row: WrittenMove,
  organisationId: number | null,
  from: number | null,
  on: string,
): string {
  if (row.post !== "") return row.post;
  const before = addDays(on, -1);
  const names =
    from === null
      ? []
      : [
          ...postsOf(db, accountsOf(db, from), before)
            .filter(
              (post) => post.municipalityId === municipalityId && post.organisationId === organisationId,
            )
            .map(({ name }) => name),
          ...listRoles(db, from, before)
            .filter((role) => role.organisationId === organisationId && role.post !== null)
            .map(({ post }) => post ?? ""),
        ];
  const [only, other] = [...new Set(names)];
  if (only === undefined || other !== undefined)
    throw new Unclear("どの職か分かりません。職の列に書いてください。例: 地域防災支援係長");
  return only;
}

function remarksOf(
  { db, municipalityId, now }: Known,
  move: Move,
  someoneNew: boolean,
  carried: { readonly roles: readonly Role[]; readonly goals: readonly number[] },
): string[] {
  const post = findPostNamed(db, move);
  const before = addDays(move.on, -1);
  const remaining =
    post === null
      ? []
      : listHolders(db, post.id).filter(
          (holder) =>
            isOn(holder, move.on) &&
            holder.personId !== move.to &&
            (move.from === null || !accountsOf(db, move.from).includes(holder.personId)),
        );
  const second =
    move.from !== null &&
    postsOf(db, accountsOf(db, move.from), before).some(
      (held) => held.organisationId === move.organisationId && held.name !== move.post,
    );
  const vacant = move.to === null && !someoneNew;
  const lastPlanner =
    vacant &&
    carried.roles.includes("planning") &&
    peopleWithRole(db, "planning", { municipalityId }, before).length <= 1;
  return [
    ...(post === null ? ["新しい職として登録します。"] : []),
    ...(carried.roles.length === 0 && carried.goals.length === 0
      ? ["引き継ぐ役割と目標がありません。職の名前と前任を確かめてください。"]
      : []),
    ...(remaining.length === 0
      ? []
      : [
          `${namesOf(
            db,
            remaining.map(({ personId }) => personId),
          ).join("さん、")}さんもこの職のままです。`,
        ]),
    ...elsewhereOf(db, move, carried.goals),
    ...(second ? ["前任の方はほかの職も兼ねているため、その方ご自身に付いた目標は移しません。"] : []),
    ...(vacant && remaining.length === 0 ? ["後任がいないため、この職は欠員になります。"] : []),
    ...(lastPlanner ? ["企画課の役割を持つ方がいなくなります。"] : []),
    ...(move.on <= tokyoDate(now) ? ["異動日が来ているため、すぐに引き継ぎます。"] : []),
  ];
}

/** Goals that come from another department of the line, as one sentence: their numbers alone would mislead. */
function elsewhereOf(db: Db, { organisationId }: Move, goals: readonly number[]): string[] {
  const names = goals.flatMap((id) => {
    const department = findDepartment(db, findGoal(db, id)?.departmentId ?? 0);
    return department === null || department.organisationId === organisationId ? [] : [department.name];
  });
  const places = [...new Set(names)].join("、");
  return places === "" ? [] : [`${places}の目標 ${names.length}件も含みます。`];
}

/** Decides everything that is clear. @returns how many moves are new */
export function applyMoves(db: Db, rows: readonly MoveRow[], act: Act): number {
  return inTransaction(db, () =>
    rows.reduce((count, row) => {
      if (row.kind !== "move") return count;
      const { move, newcomer } = row;
      const to =
        newcomer === null ? move.to : ensurePerson(db, newcomer.platform, newcomer.platformId, null).id;
      return decideTransfer(db, { ...move, to }, act) === null ? count : count + 1;
    }, 0),
  );
}
