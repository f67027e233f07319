import { cut } from "../../domain/plain.js";
import { readHeading } from "./heading.js";
import { type Subject, toSubject } from "./mask.js";
import { anywhere, oneOf } from "./pattern.js";
import { isState } from "./said.js";
import type { ReportContext } from "./types.js";
import type { Vocabulary } from "./vocabulary.js";

/**
 * A state of all goals but some, whose numbers stand within the sentence: `変更なし。ただし5は完了`, `全件順調（5のみ遅れ）`,
 * `5が完了した以外は変化なし`, `変更なし（全件）`. Such a message is turned round, so that it is read as all others.
 */

const EVERY = oneOf([
  "全(?:件|目標|部|項目)",
  "全て",
  "すべて",
  "いずれも",
  "どれも",
  "(?:全|すべ)ての目標",
  "全体",
]);
/** The state of all, what parts it from the exception, and the exception. */
const BUT_SOME = anywhere(
  `^(?<every>${EVERY}(?:とも|は|が|、| )*)?(?<state>[^\\d。\\n]{2,24}?)(?:です|ます)?(?:が|けど|けれど)?`,
  "(?<mark>[ 。、\\n]*(?:(?:但|ただ)し|なお)[、 ]*|[。、\\n ]+|\\()(?=[(【]?(?:目標|no\\.?|#)?\\d)(?<rest>[^]+?)\\)?$",
);
/** Behind the number of an exception. */
const ONLY = /^[^\n。、]{0,12}?(?:だけ|のみ)/u;
const EXCEPTED = anywhere(
  "^(?<head>[^。\\n]{0,12}?\\d番?)(?:が|は|を)?(?<state>[^\\d。、\\n]{2,14}?)",
  "(?<mark>(?:の|こと)?(?:以外|ほか|他|(?:を|は)?除(?:いて|き|けば|く))(?:の(?:目標|もの))?)(?:は|、| )*(?<rest>[^\\d\\n]{2,24})$",
);
const OF_EVERY = anywhere(
  `^(?<state>[^()\\d\\n]{2,16})[ ]?\\((?:${EVERY}|\\d{1,2}件(?:とも|すべて|全て))\\)[。 ]*$`,
);
const LONGEST = 200;

/** The message turned round, or null where it is none of these. */
export function allBut(subject: Subject, context: ReportContext, vocabulary: Vocabulary): string | null {
  const { script } = subject;
  if (context.single !== null || script.key.length > LONGEST) return null;
  return (
    butSome(subject, context, vocabulary) ??
    excepted(subject, context, vocabulary) ??
    ofEvery(subject, vocabulary)
  );
}

function butSome({ script }: Subject, context: ReportContext, vocabulary: Vocabulary): string | null {
  const { every, state, mark, rest } = BUT_SOME.exec(script.key)?.groups ?? {};
  if (state === undefined || mark === undefined || rest === undefined) return null;
  const said = every !== undefined || /し|なお/u.test(mark) || ONLY.test(rest);
  if (!said || !isState(state, vocabulary)) return null;
  const at = script.key.indexOf(rest, (every ?? "").length + state.length);
  const exception = cut(script, at, at + rest.length);
  const heading = readHeading(toSubject(exception), 0, context, vocabulary);
  if (heading === null || heading.unknown || heading.except) return null;
  const from = (every ?? "").length;
  return `全件 ${cut(script, from, from + state.length)}\n${exception}`;
}

function excepted({ script }: Subject, context: ReportContext, vocabulary: Vocabulary): string | null {
  const { head, state, mark, rest } = EXCEPTED.exec(script.key)?.groups ?? {};
  if (head === undefined || state === undefined || mark === undefined || rest === undefined) return null;
  if (!isState(state, vocabulary) || !isState(rest, vocabulary)) return null;
  const numbers = cut(script, 0, head.length);
  const heading = readHeading(toSubject(`${numbers} `), 0, context, vocabulary);
  if (heading === null || heading.unknown || heading.end < head.length) return null;
  const at = script.key.lastIndexOf(rest);
  const said = script.key.indexOf(state, head.length);
  return `${numbers} ${cut(script, said, said + state.length)}\n他は ${cut(script, at, at + rest.length)}`;
}

function ofEvery({ script }: Subject, vocabulary: Vocabulary): string | null {
  const state = OF_EVERY.exec(script.key)?.groups?.state;
  return state === undefined || !isState(state, vocabulary) ? null : `全件 ${cut(script, 0, state.length)}`;
}
