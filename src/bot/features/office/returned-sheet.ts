import { DEFAULT_PATTERNS, type PrivacyPattern } from "../../../domain/privacy/patterns.js";
import { findPersonalData } from "../../../domain/privacy/privacy.js";
import { tokyoDate } from "../../../domain/time.js";
import { progressTable } from "../../../export/progress-table.js";
import {
  decideReturned,
  type NamedOwner,
  type Returned,
  recordOwners,
  recordReturned,
  saysAlready,
  wroteBefore,
} from "../../../export/returned/decide.js";
import type { ReturnedRow } from "../../../export/returned/read.js";
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
import { candidates, peopleNamed } from "../people/planned-moves.js";

/** A 進捗一覧 that went out, was filled in and came back: what it comes to, and recording it. */

/** A returned sheet and the plan that its rows name. */
export interface ReturnedSheet {
  readonly name: string;
  readonly sha256: string;
  readonly rows: readonly ReturnedRow[];
  readonly plan: Plan;
}

/** Who hands it in. */
export interface SheetAct {
  readonly platform: string;
  readonly person: string;
  readonly name: string | null;
  readonly at: number;
}

/**
 * Finds the plan that every row names.
 * @throws ImportError where the rows name none, several, or one of another database
 */
export function openSheet(
  db: Db,
  file: { readonly name: string; readonly sha256: string },
  rows: readonly ReturnedRow[],
): ReturnedSheet {
  const tokens = rows.flatMap(({ token }) => (token === null ? [] : [token]));
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
  return { name: file.name, sha256: file.sha256, rows, plan };
}

/** What would become of each row now. Changes nothing. */
export function decideSheet(
  db: Db,
  sheet: ReturnedSheet,
  now: number,
  patterns: readonly PrivacyPattern[] = DEFAULT_PATTERNS,
): Returned {
  return decideReturned(sheet.rows, {
    table: progressTable(db, sheet.plan, now, { unconfirmed: true }),
    wroteBefore: (goalId) => wroteBefore(db, sheet.sha256, goalId),
    saysAlready: (goalId, content) => saysAlready(db, goalId, content),
    objection: (text) => objection(text, patterns),
    ownership: (goalId) => ownership(db, goalId),
    ownerNamed: ownersIn(db, sheet.plan, now),
  });
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
 * @returns what became of the rows, and how many notes there are now
 */
export function recordSheet(
  bot: Pick<Bot, "db" | "clock" | "kick">,
  sheet: ReturnedSheet,
  act: SheetAct,
  patterns: readonly PrivacyPattern[] = DEFAULT_PATTERNS,
): { readonly returned: Returned; readonly added: number; readonly owned: number } {
  return inTransaction(bot.db, () => {
    const returned = decideSheet(bot.db, sheet, act.at, patterns);
    const by = { actor: `${act.platform}:${act.person}`, at: act.at, via: "sheet" };
    const owned = recordOwners(bot.db, returned.owners, by);
    if (returned.decisions.every(({ kind }) => kind !== "add")) return { returned, added: 0, owned };
    const author = ensurePerson(bot.db, act.platform, act.person, act.name);
    const goals = recordReturned(bot.db, returned.decisions, {
      sha256: sheet.sha256,
      authorId: author.id,
      act: by,
    });
    refreshDigests(bot, goals);
    return { returned, added: goals.length, owned };
  });
}
