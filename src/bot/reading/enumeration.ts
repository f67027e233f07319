import { cut, type Plain } from "../../domain/plain.js";
import type { Piece } from "./pieces.js";
import { readSaid } from "./said.js";
import type { ReportContext } from "./types.js";
import type { Vocabulary } from "./vocabulary.js";

/** In the thread of one goal, lines numbered 1, 2, 3 that say no state are a list within one report. */
export function enumerated(
  pieces: readonly Piece[],
  message: Plain,
  context: ReportContext,
  vocabulary: Vocabulary,
): readonly Piece[] {
  const [first] = pieces;
  if (context.single === null || first === undefined) return pieces;
  const numbered = pieces.filter((piece) => piece.about.kind === "goals");
  const listed =
    numbered.length > 1 &&
    numbered.every((piece) => {
      const { said, doubt } = readSaid(cut(message, piece.body, piece.end), vocabulary);
      return said.level === null && doubt === null;
    }) &&
    /^[^\d]{0,3}1(?!\d)/.test(message.text.slice(numbered[0]?.start ?? 0).trimStart());
  const last = pieces[pieces.length - 1];
  if (!listed || last === undefined) return pieces;
  return [{ about: { kind: "loose" }, start: first.start, body: first.start, end: last.end, tangled: null }];
}
