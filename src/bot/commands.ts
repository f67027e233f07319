import { cut, toPlain } from "../domain/plain.js";
import { skipOpening } from "./reading/courtesies.js";
import { keyOf } from "./reading/pattern.js";

/** People's own sentences (`防災マニュアルってどこの部がやってるの？`): the words that they are about. Pure and total. */

/** What a question or a request ends with and is not about; sources of patterns. */
const TAILS = [
  "(?:を|について)?(?:教え|おしえ|見せ|みせ|出し|表示し|調べ|しらべ|探し|さがし)て(?:ください|下さい|ほしい|欲しい|くれますか|くれる|(?:いただけます|もらえます)(?:か|でしょうか))?",
  "(?:が|を)?(?:見|知り|確認し|調べ)たい(?:です|のですが)?",
  "(?:を)?お願い(?:します|いたします|できますか)?",
  "(?:が|は)?(?:どう|どのように)(?:なって(?:い)?(?:ます|る)|進んで(?:い)?(?:ます|る)|ですか|でしょうか)?(?:か|の)?",
  "どんな(?:感じ|状況)?(?:ですか)?",
  "どう",
  "(?:って|は|が|を)?(?:どこ|どちら|どの)(?:の)?(?:部署|部|課|係|所管|担当)?(?:が|で|の|に)?(?:担当|所管|やって|して|取り組んで)?(?:い)?(?:る|ます|いる)?(?:の|んですか|か|です|ですか)?",
  "(?:って|は|が)?どれ(?:ですか|でしょうか|なの|か)?",
  "(?:が|は)?(?:担当|所管)(?:して(?:い)?(?:る|ます)|です)?(?:の|か)?(?:部署|部|課|誰|だれ)?(?:は|です|ですか)?",
  "(?:を|は)?(?:やって|して|取り組んで|進めて)(?:い)?(?:る|ます)(?:の|か|んですか)?",
  "(?:って|は)?(?:何|なに|なん|誰|だれ|いつ)(?:だっけ|でしたっけ|ですか|です|なの)?",
  "(?:が|は)?(?:ある|あります|ありますか|ありました)(?:の|か|っけ)?",
  "(?:だっけ|でしたっけ|ですか|でしょうか|ですよね|です|なの|ますか|かな)",
  "(?:に関する|に関して|について|とは|って)(?:の)?(?:こと)?",
  "のこと",
  "(?:って|は|が)?何(?:件|つ|個)",
  "(?:を|の)?(?:検索|確認|一覧|リスト)",
  "(?:の)?(?:重点)?目標",
  "(?:の)?もの",
  "(?:を|は)?(?:ぜんぶ|全部|すべて|一通り)",
  "(?<=[\\p{Script=Han}\\p{Script=Katakana}a-z0-9])(?:は|が|を|の|に|で|も|か|ね|よ)",
];
const TAIL = new RegExp(`(?:${TAILS.join("|")})$`, "iu");
const JOINTS = "について(?:の)?|に関する|における|に係る|での|への|って|との|の|は|が|を|へ|で|に|と|や|も";
const JOINT = new RegExp(
  `(?<=[\\p{Script=Han}\\p{Script=Katakana}ーA-Za-z0-9])(?:${JOINTS})(?=[\\p{Script=Han}\\p{Script=Katakana}A-Za-z0-9])` +
    "|(?<=\\p{L}{2})の(?=[\\p{Script=Han}\\p{Script=Katakana}])",
  "u",
);
const MARKS = /[\s?!。、,「」『』"“”()[\]・]+/u;
const LONGEST = 200;

/**
 * The words that a sentence is about, in its order: `[防災マニュアル]`, `[学校, 防災]`. What is nothing but a question gives what was
 * typed. Use it where the words as they stand found nothing.
 */
export function contentWords(typed: string): string[] {
  const words = typed
    .slice(0, LONGEST)
    .normalize("NFKC")
    .split(MARKS)
    .flatMap((word) => withoutTails(word).split(JOINT))
    .filter((word) => word !== "");
  return [...new Set(words)];
}

function withoutTails(word: string): string {
  let left = word;
  for (let step = 0; step < 8; step += 1) {
    const next = left.replace(TAIL, "");
    if (next === left) break;
    left = next;
  }
  return left;
}

/** How `/policy …` is read: the first word chooses the command. Pure and total; the words come from the features. */

export const COMMAND_NAME = "/policy";

/** What is typed to get something. */
export interface Wording {
  /** First word; the empty string for the forms without a keyword. */
  readonly word: string;
  readonly synonyms: readonly string[];
  /** What stands after it, for help and completion; what may be left out is in brackets. */
  readonly usage: string;
  readonly help: string;
  readonly example: string;
  /** True where it may also stand behind the words that it is about: `危機管理部 進捗`. */
  readonly anywhere?: true;
  /** Whole sentences by which people ask for the same, folded and without the marks at their end. */
  readonly sentences?: readonly RegExp[];
  /** True for what few people type: left out of the list of Teams, which holds ten. */
  readonly rarely?: boolean;
  /** True for the one that takes everything that begins with no known word. */
  readonly otherwise?: boolean;
}

const PREFIX = /^(?:\s*[/／]?\s?(?:policy|[ｐＰ][ｏＯ][ｌＬ][ｉＩ][ｃＣ][ｙＹ])(?=\s|$))+/iu;

/** Blanks of any width become one half-width blank; nothing else is altered. */
export function tidy(text: string): string {
  return text.replace(/[\s\u3000]+/gu, " ").trim();
}

export const folded = (word: string): string => word.normalize("NFKC").toLowerCase();

/** Commands by the words that choose them. */
export interface CommandWords<C extends Wording> {
  readonly byWord: ReadonlyMap<string, C>;
  /** Those that whole sentences choose. */
  readonly bySentence: readonly C[];
  readonly otherwise: C | null;
}

export function commandWords<C extends Wording>(commands: readonly C[]): CommandWords<C> {
  const named = commands.filter(({ otherwise }) => otherwise !== true);
  return {
    byWord: new Map(
      named.flatMap((each) => [each.word, ...each.synonyms].map((word): [string, C] => [folded(word), each])),
    ),
    bySentence: named.filter(({ sentences }) => sentences !== undefined),
    otherwise: commands.find(({ otherwise }) => otherwise === true) ?? null,
  };
}

/**
 * Reads what was typed after `/policy` (the word itself may still stand in front). Never throws.
 * @param text any input
 * @returns the command that is meant and what stands after its word; null where the commands lack the two without a word
 */
export function parseWords<C extends Wording>(
  { byWord, bySentence, otherwise }: CommandWords<C>,
  text: string,
): { readonly command: C; readonly rest: string } | null {
  const typed = withoutGreeting(tidy(text.replace(PREFIX, "")));
  const [first = "", ...others] = typed.split(" ");
  const named = (word: string): C | undefined => byWord.get(folded(word));
  const command = named(first);
  if (command !== undefined) return { command, rest: others.join(" ") };
  const sentence = folded(typed).replace(/[\s?!。、]+$/u, "");
  const asked = bySentence.find((each) => each.sentences?.some((pattern) => pattern.test(sentence)) === true);
  if (asked !== undefined) return { command: asked, rest: "" };
  for (const words of [[first, ...others], contentWords(typed)]) {
    const at = words.findIndex((each) => named(each)?.anywhere === true);
    const behind = at < 0 ? undefined : named(words[at] ?? "");
    if (behind !== undefined)
      return { command: behind, rest: words.filter((_, index) => index !== at).join(" ") };
  }
  return otherwise === null ? null : { command: otherwise, rest: typed };
}

/** A greeting before a question, and picture signs, are not what it is about; a message of nothing else stays. */
function withoutGreeting(typed: string): string {
  const bare = tidy(typed.replace(/\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}\ufe0f]?/gu, " "));
  const plain = toPlain(bare);
  const from = skipOpening(keyOf(plain.text), 0, false);
  const rest = cut(plain, from, plain.text.length).trim();
  if (rest === "") return typed;
  // A word that merely begins like one is none: 担当一覧.
  return from === 0 || /[\s。、,!]/u.test(plain.text.charAt(from - 1)) ? rest : bare;
}

/** What Slack shows behind the command's name while it is typed: `[部の名前 | 検索 ことば | …]`. */
export function usageHint(commands: readonly Wording[]): string {
  const needed = ({ word, usage }: Wording): string =>
    [word, ...usage.split(" ").filter((part) => !/[[\]]/u.test(part))]
      .filter((part) => part !== "")
      .join(" ");
  return `[${commands
    .map(needed)
    .filter((hint) => hint !== "")
    .join(" | ")}]`;
}

/** What Teams offers while a person types: the command's name alone first, then each word with its help. */
export function commandList(
  commands: readonly Wording[],
): readonly { readonly title: string; readonly description: string }[] {
  const typed = (example: string): string => example.replace(/^\//u, "");
  const bare = commands.find(({ word, otherwise }) => word === "" && otherwise !== true);
  const otherwise = commands.find((command) => command.otherwise === true);
  return [
    { title: "policy", description: `${bare?.help ?? ""}例: ${typed(otherwise?.example ?? "")}` },
    ...commands
      .filter(({ word, rarely }) => word !== "" && rarely !== true)
      .map(({ word, usage, help, example }) => ({
        title: `policy ${word}`,
        description: usage === "" ? help : `${help}例: ${typed(example)}`,
      })),
  ];
}
