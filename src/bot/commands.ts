/**
 * What can be typed after `/policy`: one table, from which the parser, the help and the completions are made,
 * and with which the manifests are compared. Parsing is pure and total.
 */

export const COMMAND_NAME = "/policy";

export type Command =
  | { readonly kind: "overview" }
  | { readonly kind: "help" }
  | { readonly kind: "search"; readonly words: string }
  | { readonly kind: "stale"; readonly name: string }
  | { readonly kind: "standing"; readonly name: string }
  | { readonly kind: "trend"; readonly name: string }
  | { readonly kind: "history"; readonly name: string }
  | { readonly kind: "report"; readonly rest: string }
  | { readonly kind: "export"; readonly year: string }
  | { readonly kind: "settings"; readonly rest: string }
  /** Anything else: a department, a section, a goal, or words to search for. */
  | { readonly kind: "look"; readonly text: string };

export interface CommandSpec {
  /** First word; the empty string for the forms without a keyword. */
  readonly word: string;
  readonly synonyms: readonly string[];
  /** What stands after it, for help and completion. */
  readonly usage: string;
  readonly help: string;
  readonly example: string;
  readonly make: (rest: string) => Command;
}

export const COMMANDS: readonly CommandSpec[] = [
  {
    word: "",
    synonyms: [],
    usage: "",
    help: "全体のようす（部ごとの件数と状態）を見ます。",
    example: "/policy",
    make: () => ({ kind: "overview" }),
  },
  {
    word: "",
    synonyms: [],
    usage: "部の名前 [柱の名前｜番号]",
    help: "部の経営方針と重点目標を見ます。名前の一部、よみがな、略称でも探せます。番号を付けると目標1件を開きます。",
    example: "/policy 危機管理部 3",
    make: (rest) => ({ kind: "look", text: rest }),
  },
  {
    word: "検索",
    synonyms: ["さがす", "探す", "search"],
    usage: "ことば …",
    help: "すべての部の目標・方針・進捗から探します。ことばを並べると、すべてを含むものだけになります。",
    example: "/policy 検索 防災 学校",
    make: (rest) => ({ kind: "search", words: rest }),
  },
  {
    word: "未更新",
    synonyms: ["みこうしん", "stale"],
    usage: "[部]",
    help: "決められた間隔のあいだ報告がない目標を、長いものから並べます。",
    example: "/policy 未更新 危機管理部",
    make: (rest) => ({ kind: "stale", name: rest }),
  },
  {
    word: "進捗",
    synonyms: ["しんちょく", "進ちょく", "状況", "status"],
    usage: "[部]",
    help: "状態ごとの件数を部ごとの表で見ます。この1週間に変わったもの、遅れているものも出ます。",
    example: "/policy 進捗",
    make: (rest) => ({ kind: "standing", name: rest }),
  },
  {
    word: "推移",
    synonyms: ["すいい", "trend"],
    usage: "",
    help: "年度のはじめからの移り変わりを、週ごとの線で見ます。",
    example: "/policy 推移",
    make: (rest) => ({ kind: "trend", name: rest }),
  },
  {
    word: "報告",
    synonyms: ["ほうこく", "report"],
    usage: "部 番号 状態 ひとこと",
    help: "進捗を1件記録します。",
    example: "/policy 報告 危機管理部 3 順調 改定案を庁内照会中",
    make: (rest) => ({ kind: "report", rest }),
  },
  {
    word: "履歴",
    synonyms: ["りれき", "history"],
    usage: "[部]",
    help: "最近の報告を新しいものから見ます。",
    example: "/policy 履歴 危機管理部",
    make: (rest) => ({ kind: "history", name: rest }),
  },
  {
    word: "出力",
    synonyms: ["しゅつりょく", "エクスポート", "export"],
    usage: "[年度]",
    help: "進捗一覧を Excel のファイルで受け取ります（企画課、庶務担当、管理職）。",
    example: "/policy 出力",
    make: (rest) => ({ kind: "export", year: rest }),
  },
  {
    word: "設定",
    synonyms: ["せってい", "settings"],
    usage: "",
    help: "お知らせの受け取り方と休暇を決めます。企画課は、部の結び付け、リズム、休止、期限も決めます。",
    example: "/policy 設定",
    make: (rest) => ({ kind: "settings", rest }),
  },
  {
    word: "使い方",
    synonyms: ["つかいかた", "ヘルプ", "へるぷ", "help", "?", "？"],
    usage: "",
    help: "この説明を出します。",
    example: "/policy 使い方",
    make: () => ({ kind: "help" }),
  },
];

const PREFIX = /^(?:\s*[/／]?policy(?=\s|$))+/iu;

/** Blanks of any width become one half-width blank; nothing else is altered. */
export function tidy(text: string): string {
  return text.replace(/[\s\u3000]+/gu, " ").trim();
}

/**
 * Reads what was typed after `/policy` (the word itself may still stand in front). Never throws.
 * @param text any input
 */
export function parseCommand(text: string): Command {
  const rest = tidy(text.replace(PREFIX, ""));
  if (rest === "") return { kind: "overview" };
  const [first = "", ...others] = rest.split(" ");
  const word = first.normalize("NFKC").toLowerCase();
  const spec = COMMANDS.find(
    (c) => c.word !== "" && [c.word, ...c.synonyms].some((name) => name.normalize("NFKC") === word),
  );
  return spec === undefined ? { kind: "look", text: rest } : spec.make(others.join(" "));
}
