/** `/policy 出力 [年度 | 時点]`: the 進捗一覧 as a file. */

import type { Feature } from "../../catalogue.js";
import { handOver, handOverPaper } from "./hand-over.js";
import { exportByCommandView, paperByCommandView } from "./hand-over-view.js";

export const feature: Feature = {
  commands: [
    {
      word: "出力",
      synonyms: ["しゅつりょく", "エクスポート", "export"],
      usage: "[年度か時点]",
      help: "進捗一覧を Excel のファイルで受け取ります（企画課、庶務担当、管理職）。",
      example: "/policy 出力",
      // A message by mention is answered in the channel, where a file for one person has no place.
      run: () => exportByCommandView(),
      slowly: ({ bot }, incoming, rest) => handOver(bot, incoming, rest),
    },
    {
      word: "資料",
      synonyms: ["しりょう", "庁議資料", "paper"],
      usage: "[部か時点]",
      help: "庁議・部長会議の資料を Word のファイルで受け取ります（企画課、庶務担当、管理職）。",
      example: "/policy 資料 危機管理部",
      rarely: true,
      run: () => paperByCommandView(),
      slowly: ({ bot }, incoming, rest) => handOverPaper(bot, incoming, rest),
    },
  ],
};
