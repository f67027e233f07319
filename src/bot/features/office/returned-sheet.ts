import { DEFAULT_PATTERNS, type PrivacyPattern } from "../../../domain/privacy/patterns.js";
import { findPersonalData } from "../../../domain/privacy/privacy.js";
import { fiscalYearLabel, tokyoDate } from "../../../domain/time.js";
import { allRows, progressTable } from "../../../export/progress-table.js";
import {
  decideReturned,
  isWritten,
  type NamedOwner,
  type Returned,
  recordOwners,
  recordReturned,
  saysAlready,
  wroteBefore,
} from "../../../export/returned/decide.js";
import type { ReturnedFile } from "../../../export/returned/read.js";
import { planHash } from "../../../export/token.js";
import { ImportError } from "../../../import/document.js";
import { type Db, inTransaction } from "../../../store/database.js";
import { findGoal } from "../../../store/goals.js";
import { organisationOf } from "../../../store/organisations.js";
import { ensurePerson, ownership } from "../../../store/people.js";
import { findPlan, type Plan } from "../../../store/plans.js";
import { listPosts } from "../../../store/posts.js";
import type { Bot } from "../../context.js";
import { refreshDigests } from "../digest/refresh.js";
import {
  decideIndicators,
  type IndicatorDecision,
  indicatorKey,
  recordIndicators,
} from "../indicators/returned-indicators.js";
import { candidates, peopleNamed } from "../people/planned-moves.js";

/** A 進捗一覧 that went out, was filled in and came back: what it comes to, and recording it. */

/** A returned sheet and the plan that its rows name. */
export interface ReturnedSheet extends ReturnedFile {
  readonly name: string;
  readonly sha256: string;
  readonly plan: Plan;
}

/** What all its rows come to. */
export interface SheetDecisions extends Returned {
  readonly indicators: readonly IndicatorDecision[];
}

/** What was recorded of it. */
export interface SheetOutcome {
  /** Reports on how goals stand. */
  readonly added: number;
  /** Goals with other owners. */
  readonly owned: number;
  /** Indicators that are new or were put right. */
  readonly set: number;
  /** Values of indicators. */
  readonly measured: number;
}

/** Who hands it in. */
export interface ReturnAct {
  readonly platform: string;
  readonly person: string;
  readonly name: string | null;
  readonly at: number;
}

/**
 * Finds the plan that every row names.
 * @throws ImportError where the rows name none, several, one of another database, or a closed year's
 */
export function openReturnedSheet(
  db: Db,
  file: { readonly name: string; readonly sha256: string },
  { rows, indicators }: ReturnedFile,
): ReturnedSheet {
  const tokens = [...rows, ...indicators].flatMap(({ token }) => (token === null ? [] : [token]));
  const [first] = tokens;
  if (first === undefined) {
    throw new ImportError(
      `${file.name}: 管理番号のある行がありません。進捗一覧を書き出し直し、その表に記入してください。`,
    );
  }
  if (tokens.some(({ planId, planHash: hash }) => planId !== first.planId || hash !== first.planHash)) {
    throw new ImportError(`${file.name}: 別の計画の行が混ざっています。計画ごとに分けて取り込んでください。`);
  }
  const plan = findPlan(db, first.planId);
  if (plan === null || planHash(plan) !== first.planHash) {
    throw new ImportError(
      `${file.name}: このデータベースから書き出した表ではありません。書き出したところを確かめてください。`,
    );
  }
  if (plan.closedAt !== null) {
    throw new ImportError(
      `${file.name}: ${fiscalYearLabel(plan.fiscalYear)}は締め切ってあるため、取り込めません。`,
    );
  }
  return { name: file.name, sha256: file.sha256, rows, indicators, plan };
}

/** What would become of each row now. Changes nothing. */
export function decideReturnedSheet(
  db: Db,
  sheet: ReturnedSheet,
  now: number,
  patterns: readonly PrivacyPattern[] = DEFAULT_PATTERNS,
): SheetDecisions {
  const table = progressTable(db, sheet.plan, now, { unconfirmed: true });
  const returned = decideReturned(sheet.rows, {
    table,
    wroteBefore: (goalId) => wroteBefore(db, sheet.sha256, goalId),
    saysAlready: (goalId, content) => saysAlready(db, goalId, content),
    objection: (text) => objection(text, patterns),
    ownership: (goalId) => ownership(db, goalId),
    ownerNamed: ownersIn(db, sheet.plan, now),
  });
  const indicators = decideIndicators(sheet.indicators, {
    goals: allRows(table),
    bot: { privacy: patterns },
    objection: (text) => objection(text, patterns),
    wroteBefore: (goalId) => isWritten(db, indicatorKey(sheet.sha256, goalId)),
  });
  return { ...returned, indicators };
}

/** A post of the goal's department by its name, else the one person of that name. */
function ownersIn(db: Db, plan: Plan, now: number): (goalId: number, name: string) => NamedOwner | string {
  const people = candidates(db, plan.municipalityId, tokyoDate(now));
  const posts = listPosts(db, plan.municipalityId);
  return (goalId, name) => {
    const goal = findGoal(db, goalId);
    const organisation = goal === null ? null : organisationOf(db, goal.departmentId);
    const post = posts.find((each) => each.name === name && each.organisationId === organisation);
    if (post !== undefined) return { kind: "post", id: post.id, name };
    const [one, other] = peopleNamed(people, name);
    if (one === undefined)
      return `担当の「${name}」さんが見つかりません。表示名か職の名前のとおりに書いてください。`;
    return other === undefined
      ? { kind: "person", ...one }
      : `担当の「${name}」さんは複数います。/policy 担当一覧 の「目標の担当者を決める」で選んでください。`;
  };
}

/** What is held back in a thread is held back here. */
function objection(text: string, patterns: readonly PrivacyPattern[]): string | null {
  const labels = [...new Set(findPersonalData(text, patterns).map(({ label }) => label))];
  return labels.length === 0
    ? null
    : `${labels.join("・")}と思われる記載があります。「区民の方1名」のように書き換えてください。`;
}

/**
 * Records what was filled in, in one transaction. Decided once more: somebody may have reported while the question stood.
 * @returns what became of the rows, and how much was recorded
 */
export function recordSheet(
  bot: Pick<Bot, "db" | "clock" | "kick">,
  sheet: ReturnedSheet,
  act: ReturnAct,
  patterns: readonly PrivacyPattern[] = DEFAULT_PATTERNS,
): { readonly returned: SheetDecisions } & SheetOutcome {
  return inTransaction(bot.db, () => {
    const returned = decideReturnedSheet(bot.db, sheet, act.at, patterns);
    const { decisions, owners, indicators } = returned;
    const by = { actor: `${act.platform}:${act.person}`, at: act.at, via: "sheet" };
    const owned = recordOwners(bot.db, owners, by);
    if (![...decisions, ...indicators].some(({ kind }) => WRITTEN.has(kind)))
      return { returned, owned, added: 0, set: 0, measured: 0 };
    const author = ensurePerson(bot.db, act.platform, act.person, act.name);
    const what = { sha256: sheet.sha256, authorId: author.id, act: by };
    // Before the reports: the last one of a goal is then the one by which the same sheet is known when it comes again.
    const { set, measured, goals } = recordIndicators(bot.db, indicators, what);
    const reported = recordReturned(bot.db, decisions, what);
    refreshDigests(bot, [...new Set([...goals, ...reported])]);
    return { returned, owned, added: reported.length, set, measured };
  });
}

const WRITTEN: ReadonlySet<string> = new Set(["add", "set", "value"]);
