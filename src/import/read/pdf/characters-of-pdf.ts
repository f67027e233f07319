import { pairMap } from "../../../domain/fold.js";

/**
 * Characters that PDF programs put in the place of the ones that were written: radicals of dictionaries (⽅ ⺠) and the
 * hyphenation point (‧), because the font draws both with one sign, and ligatures.
 */

/** Radicals whose compatible form is not the character that is written in Japanese. */
const RADICALS = pairMap(
  "⺠民⺟母⻑長⻄西⻘青⻝食⻩黄⻫斉⻭歯⻯竜⻲亀⻤鬼⻨麦⻆角⻅見⻉貝⻋車⻁虎⺒巳⺓幺⺩王⺪疋⺬示⺝月⺼月⺽臼⺶羊⺷羊⺮竹⺯糸⻊足⻗雨⻞食⻡首⻣骨⻒長⺧牛⺁厂⺄乙⺆冂⺇几⺊卜⺐尢⺛旡⺞歺⺺聿⺻聿⼾戸⿊黒⾭青⼽戈⿈黄⾫隹⻬斉",
);

export function mendCharacters(text: string): string {
  let changed = "";
  for (const char of text) changed += mendCharacter(char);
  return changed;
}

function mendCharacter(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code === 0xa0) return " ";
  // The hyphenation point is drawn by the same sign as ・, which is what was written.
  if (code === 0x2027) return "・";
  if (code >= 0x2e80 && code <= 0x2fdf) return RADICALS.get(char) ?? char.normalize("NFKC");
  if (code >= 0xfb00 && code <= 0xfb06) return char.normalize("NFKC");
  return char;
}
