import { cut } from "../../domain/plain.js";
import { readHeading } from "./heading.js";
import { type Subject, toSubject } from "./mask.js";
import { anywhere, type Script } from "./pattern.js";
import { isState } from "./said.js";
import { isTalk } from "./talk.js";
import type { ReportContext } from "./types.js";
import type { Vocabulary } from "./vocabulary.js";

/** The state before the numbers: `順調 2、5`, `完了：2、5、7`, `順調なのは2と5、遅れは3`. */

const NUMBER = "(?:目標|no\\.?|#)?[ ]?[(【]?\\d{1,4}[)】]?番?";
const NUMBERS = anywhere(
  `(?<numbers>${NUMBER}(?:[ ]*(?:[,、・&~-]|と|から|及び|および)?[ ]*${NUMBER}){0,40})`,
  "(?:まで)?(?:です|でした|のみ|だけ)?[。! ]*$",
);
const LINK = /(?:な(?:の|もの)|の(?:もの|目標))?(?:は|が|:|=|→|、|,|\.{2,})?[ ]*$/u;
const PART = /[。;|]|\/(?!\d)|、(?=[^\d ])| (?=[^\d\s:]{1,10}(?:[:→=]|\.{2}))/u;
/** `遅れは4のみ、他は順調`: what is said of the others, read as it stands. */
const OTHERS =
  /^[ ]*(?:その|それ)?(?:他|ほか|残り|以外|あと)は?(?:の目標)?(?:すべて|全て|全部)?[はも]?(?<state>[^\d]{2,24})$/u;
const LONGEST_STATE = 16;
/** Such a line begins with something else than a number, and ends with one. */
const ENDS = anywhere(
  "^[ ]*[^\\d\\s].*\\d[)】]?番?(?:まで)?(?:です|でした|のみ|だけ)?",
  "(?:[、。 ]+(?:その|それ)?(?:他|ほか|残り|以外|あと)[^\\d]{2,24})?[。! ]*$",
);
const SIGN = /^[ ]*[^\p{L}\p{N}\s][ ]*$/u;

/** A line of the message in its three forms, which are equally long. */
interface Line {
  readonly start: number;
  readonly key: string;
  readonly masked: string;
}

/**
 * The message with such lines turned round, so that they are read as all others (`2、5 順調`); null where there are none. A line is
 * turned only where every part of it is a state before numbers.
 */
export function upright(subject: Subject, context: ReportContext, vocabulary: Vocabulary): string | null {
  if (context.single !== null || !/\d/.test(subject.masked)) return null;
  const { script, masked } = subject;
  let start = 0;
  const lines = script.key.split("\n").map((key): Line => {
    const line = { start, key, masked: masked.slice(start, start + key.length) };
    start += key.length + 1;
    return line;
  });
  const turned = lines.map((line) => {
    const sign = line.key.trim().charAt(0);
    // The same sign before several lines is the mark of a list.
    const listed = SIGN.test(sign) && lines.filter(({ key }) => key.trim().startsWith(sign)).length > 1;
    return listed || !ENDS.test(line.masked) ? null : turn(script, line, context, vocabulary);
  });
  if (turned.every((line) => line === null)) return null;
  const whole = ({ start: from, key }: Line): string => cut(script, from, from + key.length);
  return lines.map((line, index) => turned[index] ?? whole(line)).join("\n");
}

/** The line turned round, or null where it is another. */
function turn(script: Script, line: Line, context: ReportContext, vocabulary: Vocabulary): string | null {
  const { masked, key, start } = line;
  const out: string[] = [];
  let some = false;
  let from = 0;
  while (from < masked.length) {
    const length = masked.slice(from).search(PART);
    const end = length < 0 ? masked.length : from + length;
    const part = masked.slice(from, end);
    const found = NUMBERS.exec(part);
    const head = found === null ? part : part.slice(0, found.index).replace(LINK, "");
    const numbers = found?.groups?.numbers ?? "";
    if (found !== null && head.trim() !== "" && head.length <= LONGEST_STATE) {
      const at = start + from;
      const said = cut(script, at, at + head.length).trim();
      const numbered = toSubject(cut(script, at + found.index, at + found.index + numbers.length));
      const heading = readHeading(numbered, 0, context, vocabulary);
      const whole = heading !== null && heading.end >= numbered.script.key.length;
      if (!whole || !isState(said, vocabulary)) return null;
      out.push(`${cut(numbered.script, 0, numbered.script.text.length)} ${said}`);
      some = true;
    } else if (part.trim() !== "") {
      const others = OTHERS.exec(key.slice(from, end))?.groups?.state;
      if (!isTalk(key.slice(from, end)) && !(others !== undefined && isState(others, vocabulary)))
        return null;
      out.push(cut(script, start + from, start + end));
    }
    from = end + 1;
  }
  return some ? out.join("\n") : null;
}
