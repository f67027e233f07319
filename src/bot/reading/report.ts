import { cut, type Plain, toPlain } from "../../domain/plain.js";
import { assign } from "./assign.js";
import { findBehalf } from "./behalf.js";
import { isTalk, linesBeforeSignature, skipClosing, skipOpening } from "./courtesy.js";
import { findAmend, readMove, readRetract, skipAmend, withoutStop } from "./intent.js";
import type { Doubt, Report, ReportContext, Said } from "./types.js";
import { vocabularyOf } from "./vocabulary.js";

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
  const vocabulary = vocabularyOf(known.scale);
  const message = withoutFrame(toPlain(text));
  if (isTalk(message.text)) return { kind: "chatter" };

  const opened = skipOpening(message.text, 0, false);
  const closed = skipClosing(message.text, opened);
  const core = message.text.slice(opened, closed);
  const retract = readRetract(core, known, vocabulary);
  if (retract !== null && !retract.except) {
    if (!retract.unknown) return { kind: "retract", numbers: retract.numbers };
    const doubt = unknownNumber(cut(message, opened, closed), known);
    return { kind: "ask", intent: "retract", doubts: [doubt], entries: [], onBehalf: null };
  }
  const [behindGreeting = -1, atOnce = -1] = [opened, 0].map((from) =>
    skipAmend(message.text, from, known, vocabulary),
  );
  const amended = behindGreeting >= 0 ? behindGreeting : atOnce;
  const amending = amended >= 0;
  const start = amending ? amended : 0;
  const move = readMove(
    message.text.slice(Math.max(start, amending ? start : opened), Math.max(start, closed)),
    amending,
  );
  if (move !== null) {
    if (known.numbers.includes(move.from) && known.numbers.includes(move.to))
      return { kind: "move", ...move };
    const doubt = unknownNumber(cut(message, 0, message.text.length).trim(), known);
    return { kind: "ask", intent: "correct", doubts: [doubt], entries: [], onBehalf: null };
  }
  const within = amending ? null : findAmend(message.text, opened, known, vocabulary);
  if (within !== null) {
    const corrected = `${cut(message, opened, within.start)}${cut(message, within.end, message.text.length)}`;
    return finish(assign(corrected, known, vocabulary, true), true, null);
  }
  const { rest, onBehalf } = withoutBehalf(message, Math.max(start, amending ? start : opened));
  const said = amending ? withoutStop(rest, known, vocabulary) : rest;
  return finish(assign(said, known, vocabulary, amending), amending, onBehalf);
}

/** Only what the department has: no number from elsewhere can come out. */
function narrow(context: ReportContext): ReportContext {
  const has = (number: number): boolean => context.numbers.includes(number);
  return {
    scale: context.scale,
    numbers: context.numbers,
    open: context.open.filter(has),
    single: context.single !== null && has(context.single) ? context.single : null,
  };
}

const QUOTED = /^[ ]*(?:>|&gt;)/;

/** Without quoted lines, the signature and the closing greeting. */
function withoutFrame(plain: Plain): Plain {
  const lines: { readonly start: number; readonly end: number }[] = [];
  let start = 0;
  for (const line of plain.text.split("\n")) {
    if (!QUOTED.test(line)) lines.push({ start, end: start + line.length });
    start += line.length + 1;
  }
  const kept = lines.slice(
    0,
    linesBeforeSignature(lines.map((line) => plain.text.slice(line.start, line.end))),
  );
  const whole = kept.length === start;
  const text = whole ? plain.original : kept.map((line) => cut(plain, line.start, line.end)).join("\n");
  return toPlain(text);
}

function withoutBehalf(
  message: Plain,
  from: number,
): { readonly rest: string; readonly onBehalf: string | null } {
  const end = message.text.length;
  const behalf = findBehalf(message.text, from);
  if (behalf === null) return { rest: cut(message, from, end), onBehalf: null };
  const rest = `${cut(message, from, behalf.start)}${cut(message, behalf.end, end)}`;
  return { rest, onBehalf: cut(message, behalf.nameStart, behalf.nameEnd).trim() };
}

const NOTHING: Said = { level: null, percent: null, noChange: false, hedge: false, text: "" };

function unknownNumber(text: string, context: ReportContext): Doubt {
  const candidates = context.open.length > 0 ? context.open : context.numbers;
  return { reason: "unknown-number", text, candidates, levels: [], said: { ...NOTHING, text } };
}

function finish(assigned: ReturnType<typeof assign>, amending: boolean, onBehalf: string | null): Report {
  const { entries, doubts, last } = assigned;
  if (amending && last !== null) return { kind: "correct", entries, last, onBehalf };
  if (doubts.length > 0)
    return { kind: "ask", intent: amending ? "correct" : "report", doubts, entries, onBehalf };
  if (entries.length === 0) return { kind: "chatter" };
  return amending
    ? { kind: "correct", entries, last: null, onBehalf }
    : { kind: "entries", entries, onBehalf };
}
