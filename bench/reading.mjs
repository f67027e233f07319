import { parseReport } from "../dist/bot/reading/report.js";
import { DEFAULT_SCALE } from "../dist/domain/state.js";
import { held, median, spread } from "./tools.mjs";

/** What people type into the thread of a digest, short and long. */
const REPLIES = [
  "2 順調 協定書の案を作成",
  "②　やや遅れ　入札不調のため",
  "3番につきましては、おかげさまで順調に推移しております。引き続きよろしくお願い申し上げます。",
  "1 順調\n2 遅れ 先方都合\n上記以外は変更なし",
  "6が遅れ、8がやや遅れですが、それ以外は順調です",
  "5 意見7件のうち6件は反映。残りは完了",
  "完了、と書きたいところですが1地区残っています",
  "田中さん、3の分お願いできますか？",
  "11\t順調\t50%\t3/6校\n12\t順調\t80%\t配布中",
  "間違えました、3です",
];

/** How many replies are read in a second of the processor's own time, beside dividing the same texts into words. */
export async function reading({ quick }) {
  const numbers = Array.from({ length: 16 }, (_, index) => index + 1);
  const context = { scale: DEFAULT_SCALE, numbers, open: numbers, single: null };
  const rounds = quick ? 200 : 1000;
  const words = new Intl.Segmenter("ja", { granularity: "word" });
  const perSecond = (read) => {
    const begin = process.cpuUsage().user;
    for (let round = 0; round < rounds; round += 1) for (const reply of REPLIES) read(reply);
    return (rounds * REPLIES.length * 1e6) / (process.cpuUsage().user - begin);
  };
  const parse = (reply) => parseReport(reply, context);
  const divide = (reply) => [...words.segment(reply)].length;
  perSecond(parse);
  const runs = Array.from({ length: 5 }, () => ({ ours: perSecond(parse), bare: perSecond(divide) }));
  const ours = median(runs.map((run) => run.ours));
  const ratios = runs.map((run) => run.ours / run.bare);
  return [
    {
      figure: "replies read, per second of CPU",
      ours: ours.toFixed(0),
      reference: `${median(runs.map(({ bare }) => bare)).toFixed(0)} divided into words by Intl.Segmenter`,
      ratio: median(ratios).toFixed(2),
      spread: spread(ratios),
      ...held(ours, { least: 1000, unit: "a second" }),
    },
  ];
}
