import { cut, toPlain } from "../../domain/plain.js";
import { assign, type Whose } from "./assign.js";
import { skipClosing, skipOpening } from "./courtesies.js";
import { findBehalf, withoutFrame } from "./frame.js";
import { readHeading } from "./heading.js";
import { findAmend, readAmendedBehind, readMove, readRetract, skipAmend, withoutStop } from "./intent.js";
import { type Subject, toSubject } from "./mask.js";
import { isPraise, isTalk } from "./talk.js";
import type { Doubt, Effect, Entry, Report, ReportContext, Said } from "./types.js";
import { type Vocabulary, vocabularyWith } from "./vocabulary.js";

/**
 * The parser of thread replies. A person types:
 *
 *     2 順調 協定書の案を作成          ②　やや遅れ　入札不調のため          2：完了
 *     2,5 変更なし                     2～4 順調／6 60% 備品を発注          全部変更なし
 *     代理 防災課長 2 順調 …           訂正 2 やや遅れ                       取消 2
 *
 * Pure and total: any text gives an answer, in time linear in its length. A number counts only where it starts a
 * line or an entry, before a blank, a separator or a state. Where two readings are left the answer is `ask`.
 *
 * @param text as the platform gave it, with its markup already turned into plain text
 */
export function parseReport(text: string, context: ReportContext): Report {
  const known = narrow(context);
  const vocabulary = vocabularyWith(known.scale, known.measured ?? []);
  const { message, quoted, forwarded, mailed } = withoutFrame(toPlain(text));
  const asked = quotedGoal(quoted, known, vocabulary);
  const subject = toSubject(cut(message, 0, message.text.length));
  const numbered =
    asked === null ? null : readHeading(subject, skipOpening(subject.script.key, 0, true), known, vocabulary);
  const about = asked === null || numbered !== null ? known : { ...known, single: asked };
  if (forwarded) return readForwarded(subject, about, vocabulary);
  return read(subject, about, vocabulary, mailed ? "mail" : "own");
}

/** A mail that was passed on without a word: nothing in it is recorded before the one who brought it says so. */
function readForwarded({ script }: Subject, known: ReportContext, vocabulary: Vocabulary): Report {
  const assigned = assign(cut(script, 0, script.text.length), known, vocabulary, false, "forwarded");
  return finish(assigned, false, null);
}

function read(subject: Subject, known: ReportContext, vocabulary: Vocabulary, whose: Whose): Report {
  const { script } = subject;
  const text = script.key;
  const opened = skipOpening(text, 0, false);
  const closed = skipClosing(text, opened);
  const core = text.slice(opened, closed);
  const retract = readRetract(core, known, vocabulary);
  if (retract !== null && !retract.except) {
    if (!retract.unknown) return { kind: "retract", numbers: retract.numbers };
    const doubt = unknownNumber(cut(script, opened, closed), known);
    return { kind: "ask", intent: "retract", doubts: [doubt], entries: [], onBehalf: null, effect: "narrow" };
  }
  if (isTalk(text) || isPraise(text)) return { kind: "chatter" };
  const [behindGreeting = -1, atOnce = -1] = [opened, 0].map((from) =>
    skipAmend(subject, from, known, vocabulary),
  );
  const amended = behindGreeting >= 0 ? behindGreeting : atOnce;
  const amending = amended >= 0;
  const start = amending ? amended : 0;
  const move = readMove(
    text.slice(Math.max(start, amending ? start : opened), Math.max(start, closed)),
    amending,
  );
  if (move !== null) {
    const has = (number: number): boolean => known.numbers.includes(number);
    if ((move.from === null || has(move.from)) && has(move.to)) return { kind: "move", ...move };
    const doubt = unknownNumber(cut(script, 0, text.length).trim(), known);
    return { kind: "ask", intent: "correct", doubts: [doubt], entries: [], onBehalf: null, effect: "narrow" };
  }
  const amendedBehind = amending ? null : readAmendedBehind(subject, opened, known, vocabulary);
  if (amendedBehind !== null) {
    const corrected = cut(script, amendedBehind.start, amendedBehind.end);
    return finish(assign(corrected, known, vocabulary, true), true, null);
  }
  const within = amending ? null : findAmend(subject, opened, known, vocabulary);
  if (within !== null) {
    const corrected = `${cut(script, opened, within.start)} ${cut(script, within.end, text.length)}`;
    return finish(assign(corrected, known, vocabulary, true), true, null);
  }
  const { rest, onBehalf } = withoutBehalf(subject, Math.max(start, amending ? start : opened));
  const said = amending ? withoutStop(rest, known, vocabulary) : rest;
  return finish(assign(said, known, vocabulary, amending, whose), amending, onBehalf);
}

/** The goal whose line of the digest is quoted, and no other: `＞12 在宅避難の啓発・推進` above the reply. */
function quotedGoal(
  quoted: readonly string[],
  context: ReportContext,
  vocabulary: Vocabulary,
): number | null {
  if (context.single !== null || context.goals === undefined) return null;
  const goals = quoted.flatMap((line) => {
    const subject = toSubject(line);
    const heading = readHeading(subject, 0, context, vocabulary);
    const [number, ...others] = heading?.numbers ?? [];
    const goal = others.length > 0 ? undefined : context.goals?.find((known) => known.number === number);
    const rest = heading === null ? "" : cut(subject.script, heading.end, subject.script.text.length);
    return goal !== undefined && rest.startsWith(goal.text.slice(0, 8)) ? [goal.number] : [];
  });
  const [only] = goals;
  return goals.length === 1 && only !== undefined ? only : null;
}

/** Only what the department has: no number from elsewhere can come out. */
function narrow(context: ReportContext): ReportContext {
  const has = (number: number): boolean => context.numbers.includes(number);
  return {
    scale: context.scale,
    numbers: context.numbers,
    goals: context.goals,
    measured: context.measured,
    today: context.today,
    open: context.open.filter(has),
    single: context.single !== null && has(context.single) ? context.single : null,
  };
}

function withoutBehalf(
  { script }: Subject,
  from: number,
): { readonly rest: string; readonly onBehalf: string | null } {
  const end = script.text.length;
  const behalf = findBehalf(script.key, from);
  if (behalf === null) return { rest: cut(script, from, end), onBehalf: null };
  const rest = `${cut(script, from, behalf.start)}${cut(script, behalf.end, end)}`;
  return { rest, onBehalf: cut(script, behalf.nameStart, behalf.nameEnd).trim() };
}

const NOTHING: Said = { level: null, percent: null, noChange: false, text: "" };

function unknownNumber(text: string, context: ReportContext): Doubt {
  const candidates = context.open.length > 0 ? context.open : context.numbers;
  return { reason: "unknown-number", text, candidates, levels: [], said: { ...NOTHING, text } };
}

function finish(assigned: ReturnType<typeof assign>, amending: boolean, onBehalf: string | null): Report {
  const { entries, doubts, last } = assigned;
  const effect = effectOf(entries);
  if (amending && last !== null) return { kind: "correct", entries, last, onBehalf, effect };
  if (doubts.length > 0)
    return { kind: "ask", intent: amending ? "correct" : "report", doubts, entries, onBehalf, effect };
  if (entries.length === 0) return { kind: "chatter" };
  return amending
    ? { kind: "correct", entries, last: null, onBehalf, effect }
    : { kind: "entries", entries, onBehalf, effect };
}

/** More goals than this at once are read back to the one who wrote. */
const MANY = 3;

/** How far entries reach, which is what they are read back for. */
export function effectOf(entries: readonly Entry[]): Effect {
  const final = entries.filter(({ level }) => level?.key === "done" || level?.key === "cancelled");
  return entries.length > MANY || final.length > 1 ? "wide" : "narrow";
}
