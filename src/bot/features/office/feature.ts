/**
 * The page for 企画課 in the browser.
 *
 *   /policy 管理     a one-time link to it
 *   /policy 取込     the same, to where a document is taken in; a document in the channel of 企画課 leads there as well
 */

import type { Feature } from "../../catalogue.js";
import { linkTo } from "./one-time-link.js";

export const feature: Feature = {
  commands: [
    {
      word: "管理",
      synonyms: ["かんり", "admin", "office"],
      usage: "",
      help: "文書の取込み、進捗一覧の受渡し、目標の手直しをする画面を開きます（企画課）。",
      example: "/policy 管理",
      rarely: true,
      run: ({ bot }, incoming) => linkTo(bot, incoming, null),
    },
    {
      word: "取込",
      synonyms: [
        "取込み",
        "取り込み",
        "取り込む",
        "とりこみ",
        "文書を取り込む",
        "文書の取込み",
        "文書の取り込み",
        "文書取込",
        "インポート",
        "import",
      ],
      usage: "",
      help: "計画の文書を取り込む画面を開きます（企画課）。文書を企画課のチャンネルに置いても開けます。",
      example: "/policy 取込",
      rarely: true,
      run: ({ bot }, incoming) => linkTo(bot, incoming, { kind: "import" }),
    },
  ],
};
