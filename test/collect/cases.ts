/**
 * What people do in the thread of a digest, and the notes that must stand afterwards: one list for every platform.
 * A driver turns each step into the platform's own event, and delivers it over the platform's own connection.
 */

import type { ExpectedNote, Step } from "../kit/stage.js";

export interface ReplyCase {
  readonly title: string;
  readonly steps: readonly Step[];
  readonly notes: readonly ExpectedNote[];
  /** Replies about which their author was asked. */
  readonly asked?: readonly string[];
  /** Only where the platform has it. */
  readonly needs?: "file" | "broadcast" | "gesture" | "marks";
}

const draft: ExpectedNote = { number: 2, state: "on_track", text: "協定書の案を作成" };

export const REPLY_CASES: readonly ReplyCase[] = [
  {
    title: "a line with number, state and words is a note",
    steps: [{ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }],
    notes: [draft],
  },
  {
    title: "several goals in one message are several notes",
    steps: [{ do: "reply", name: "a", text: "②　やや遅れ　入札不調のため\n4 変更なし\n6 60% 備品を発注" }],
    notes: [
      { number: 2, state: "slightly_behind", text: "入札不調のため" },
      { number: 4, state: null, text: "", unchanged: true },
      { number: 6, state: null, text: "備品を発注", percent: 60 },
    ],
  },
  {
    title: "the same event delivered twice is one note",
    steps: [
      { do: "reply", name: "a", text: "2 順調 協定書の案を作成" },
      { do: "redeliver", step: 0 },
      { do: "redeliver", step: 0 },
    ],
    notes: [draft],
  },
  {
    title: "two events for one message are one note",
    steps: [
      { do: "reply", name: "a", text: "2 順調 協定書の案を作成" },
      { do: "again", step: 0 },
    ],
    notes: [draft],
  },
  {
    title: "one gesture that arrives under two message ids is one note",
    needs: "gesture",
    steps: [
      { do: "reply", name: "a", text: "2 順調 協定書の案を作成" },
      { do: "reply", name: "b", text: "2 順調 協定書の案を作成", gestureOf: "a" },
    ],
    notes: [draft],
  },
  {
    title: "an edited reply revises its note",
    steps: [
      { do: "reply", name: "a", text: "2 順調 協定書の案を作成" },
      { do: "edit", name: "a", text: "2 やや遅れ 協定書の案を修正中" },
    ],
    notes: [{ number: 2, state: "slightly_behind", text: "協定書の案を修正中" }],
  },
  {
    title: "an edit that arrives before its original is the note",
    steps: [
      { do: "edit", name: "a", text: "2 順調 協定書の案を作成" },
      { do: "reply", name: "a", text: "2 順調 協定書の" },
    ],
    notes: [draft],
  },
  {
    title: "of two edits out of order the later one stands",
    steps: [
      { do: "reply", name: "a", text: "2 遅れ" },
      { do: "edit", name: "a", text: "2 順調 協定書の案を作成", nth: 2 },
      { do: "edit", name: "a", text: "2 やや遅れ", nth: 1 },
    ],
    notes: [draft],
  },
  {
    title: "an edit to another number moves the note",
    steps: [
      { do: "reply", name: "a", text: "3 順調 協定書の案を作成" },
      { do: "edit", name: "a", text: "2 順調 協定書の案を作成" },
    ],
    notes: [draft],
  },
  {
    title: "a deleted reply is withdrawn",
    steps: [
      { do: "reply", name: "a", text: "2 順調 協定書の案を作成" },
      { do: "delete", name: "a" },
    ],
    notes: [],
  },
  {
    title: "a deletion that arrives before its original leaves nothing",
    steps: [
      { do: "delete", name: "a" },
      { do: "reply", name: "a", text: "2 順調 協定書の案を作成" },
    ],
    notes: [],
  },
  {
    title: "an edit after a deletion changes nothing",
    steps: [
      { do: "reply", name: "a", text: "2 順調 協定書の案を作成" },
      { do: "delete", name: "a" },
      { do: "edit", name: "a", text: "2 完了" },
    ],
    notes: [],
  },
  {
    title: "a reply with a file is a note",
    needs: "file",
    steps: [{ do: "reply", name: "a", text: "2 順調 協定書の案を作成", how: "file" }],
    notes: [draft],
  },
  {
    title: "a reply that was also sent to the channel is one note",
    needs: "broadcast",
    steps: [
      { do: "reply", name: "a", text: "2 順調 協定書の案を作成", how: "broadcast" },
      { do: "again", step: 0 },
    ],
    notes: [draft],
  },
  {
    title: "thanks are left alone",
    steps: [
      { do: "reply", name: "a", text: "ありがとうございます" },
      { do: "reply", name: "b", text: "承知しました。" },
    ],
    notes: [],
  },
  {
    title: "a number in a sentence is no goal; its author is asked",
    steps: [{ do: "reply", name: "a", text: "2施設と協議しました" }],
    notes: [],
    asked: ["a"],
  },
  {
    title: "what is certain is recorded beside what is asked",
    steps: [{ do: "reply", name: "a", text: "2 順調 協定書の案を作成\n99 完了" }],
    notes: [draft],
    asked: ["a"],
  },
  {
    title: "取消 beside a report is told about and waits for no answer, and the report is recorded",
    steps: [
      { do: "reply", name: "a", text: "3 完了" },
      { do: "reply", name: "b", text: "3 取消。\n2 順調 協定書の案を作成" },
    ],
    notes: [draft, { number: 3, state: "done", text: "" }],
  },
  {
    title: "取消 takes back the author's own last note",
    steps: [
      { do: "reply", name: "a", text: "2 順調 協定書の案を作成" },
      { do: "reply", name: "b", text: "3 完了" },
      { do: "reply", name: "c", text: "取消" },
    ],
    notes: [draft],
  },
  {
    title: "取消 of one person leaves another's note",
    steps: [
      { do: "reply", name: "a", text: "2 順調 協定書の案を作成", by: "A" },
      { do: "reply", name: "b", text: "取消 2", by: "B" },
    ],
    notes: [draft],
  },
  {
    title: "取消 that is edited takes nothing back a second time",
    steps: [
      { do: "reply", name: "a", text: "2 順調 協定書の案を作成" },
      { do: "reply", name: "b", text: "2 遅れ 入札不調" },
      { do: "reply", name: "c", text: "取消 2" },
      { do: "edit", name: "c", text: "取消　２" },
    ],
    notes: [draft],
  },
  {
    title: "a reply that becomes 取消 by an edit takes back itself",
    steps: [
      { do: "reply", name: "a", text: "2 順調 協定書の案を作成" },
      { do: "reply", name: "b", text: "2 遅れ 入札不調" },
      { do: "edit", name: "b", text: "取消" },
    ],
    notes: [draft],
  },
  {
    title: "an edit from a report to thanks takes the report back",
    steps: [
      { do: "reply", name: "a", text: "2 順調 協定書の案を作成" },
      { do: "edit", name: "a", text: "ありがとうございます" },
    ],
    notes: [],
  },
  {
    title: "an edit makes an uncertain reply certain",
    steps: [
      { do: "reply", name: "a", text: "2施設と協議しました" },
      { do: "edit", name: "a", text: "2 順調 協定書の案を作成" },
    ],
    notes: [draft],
  },
  {
    title: "the number was the mistake: the note moves",
    steps: [
      { do: "reply", name: "a", text: "3 順調 協定書の案を作成" },
      { do: "reply", name: "b", text: "3ではなく2です" },
    ],
    notes: [draft],
  },
  {
    title: "代理 is stored with the note",
    steps: [{ do: "reply", name: "a", text: "代理 防災課長 2 順調 協定書の案を作成" }],
    notes: [{ ...draft, onBehalfOf: "防災課長" }],
  },
  {
    title: "an edit to personal data keeps the note as it was",
    steps: [
      { do: "reply", name: "a", text: "2 順調 協定書の案を作成" },
      { do: "edit", name: "a", text: "2 順調 山田様 090-1234-5678 に連絡済み" },
    ],
    notes: [draft],
  },
  {
    title: "a reply without personal data after one with it is a note",
    steps: [
      { do: "reply", name: "a", text: "2 順調 山田様 090-1234-5678 に連絡済み" },
      { do: "edit", name: "a", text: "2 順調 協定書の案を作成" },
    ],
    notes: [draft],
  },
  {
    title: "訂正 replaces what its author said",
    steps: [
      { do: "reply", name: "a", text: "2 遅れ まだです" },
      { do: "reply", name: "b", text: "訂正 2 順調 協定書の案を作成" },
    ],
    notes: [draft],
  },
  {
    title: "personal data is held back and neither noted nor asked about",
    steps: [{ do: "reply", name: "a", text: "2 順調 山田様 090-1234-5678 に連絡済み" }],
    notes: [],
  },
  {
    title: "bold and code are read as their words",
    steps: [
      {
        do: "reply",
        name: "a",
        text: "2 順調 協定書の案を作成",
        marked: [{ bold: "2 順調" }, " ", { code: "協定書の案を作成" }],
      },
    ],
    notes: [draft],
  },
  {
    title: "picture signs are what people see: a number in a box, thanks with a bow",
    steps: [
      {
        do: "reply",
        name: "a",
        text: "2️⃣ 順調 協定書の案を作成",
        marked: [{ sign: "2️⃣", name: "two" }, " 順調 協定書の案を作成"],
      },
      { do: "reply", name: "b", text: "了解です 🙇", marked: ["了解です ", { sign: "🙇", name: "bow" }] },
    ],
    notes: [draft],
  },
  {
    title: "what is quoted is no report of the one who quotes",
    steps: [
      {
        do: "reply",
        name: "a",
        text: "> 3 遅れ\n2 順調 協定書の案を作成",
        marked: [{ quote: "3 遅れ" }, "2 順調 協定書の案を作成"],
      },
    ],
    notes: [draft],
  },
  {
    title: "struck words are taken back: from the beginning, and by an edit",
    needs: "marks",
    steps: [
      { do: "reply", name: "a", text: "4 完了 備品を納入" },
      { do: "edit", name: "a", text: "", marked: [{ struck: "4 完了 備品を納入" }] },
      { do: "reply", name: "b", text: "", marked: [{ struck: "5 完了" }] },
      { do: "reply", name: "c", text: "", marked: ["2 ", { struck: "遅れ" }, " 順調 協定書の案を作成"] },
    ],
    notes: [draft],
  },
  {
    title: "a link keeps its title and its address",
    needs: "marks",
    steps: [
      {
        do: "reply",
        name: "a",
        text: "",
        marked: ["2 順調 ", { link: "協定書の案", to: "https://example.jp/a" }, "を作成"],
      },
    ],
    notes: [{ ...draft, text: "協定書の案 (https://example.jp/a)を作成" }],
  },
  {
    title: "a list is a line for each goal",
    steps: [
      {
        do: "reply",
        name: "a",
        text: "2 順調 協定書の案を作成\n4 変更なし",
        marked: [{ bullets: ["2 順調 協定書の案を作成", "4 変更なし"] }],
      },
    ],
    notes: [draft, { number: 4, state: null, text: "", unchanged: true }],
  },
  {
    title:
      "a table pasted from a spreadsheet is a line for each row that reports; its heading is not asked about",
    steps: [
      {
        do: "reply",
        name: "a",
        text: "番号\t重点目標\t状況\tコメント\n2\t福祉避難所の拡充\t順調\t協定書の案を作成\n3\t体制の強化\t\t",
        marked: [
          {
            table: [
              ["番号", "重点目標", "状況", "コメント"],
              ["2", "福祉避難所の拡充", "順調", "協定書の案を作成"],
              ["3", "体制の強化", "", ""],
            ],
          },
        ],
      },
    ],
    notes: [draft],
  },
  {
    title: "a picture among the words is no word, and alone it is no report",
    needs: "marks",
    steps: [
      { do: "reply", name: "a", text: "", marked: ["2 順調 協定書の案を作成", "picture"] },
      { do: "reply", name: "b", text: "", marked: ["picture"] },
    ],
    notes: [draft],
  },
  {
    title: "personal data that marks pull apart is held back",
    steps: [
      {
        do: "reply",
        name: "a",
        text: "2 順調 090-*1234*-5678",
        marked: ["2 順調 090-", { bold: "1234" }, "-5678"],
      },
    ],
    notes: [],
  },
  {
    title: "the mail below an answer is somebody else's",
    steps: [
      {
        do: "reply",
        name: "a",
        text: "2 順調 協定書の案を作成\n差出人: 佐藤\n件名: 進捗\n3 遅れ",
        marked: ["2 順調 協定書の案を作成\n差出人: 佐藤\n件名: 進捗\n3 遅れ"],
      },
    ],
    notes: [draft],
  },
  {
    title: "those whom a reply addresses are no word of it; who stands in the sentence is",
    steps: [
      {
        do: "reply",
        name: "a",
        text: "@佐藤 花子 2 順調 協定書の案を作成",
        marked: [{ person: "佐藤 花子", id: "U0PERSON0B" }, " 2 順調 協定書の案を作成"],
      },
      {
        do: "reply",
        name: "b",
        text: "@佐藤 花子 ありがとうございます",
        marked: [{ person: "佐藤 花子", id: "U0PERSON0B" }, " ありがとうございます"],
      },
    ],
    notes: [draft],
  },
  {
    title: "italics and marks of several kinds in one reply are read as its words",
    steps: [
      {
        do: "reply",
        name: "a",
        text: "2 順調 協定書の案を作成",
        marked: [{ bold: "2" }, " ", { italic: "順調" }, " 協定書の", { code: "案" }, "を作成"],
      },
    ],
    notes: [draft],
  },
  {
    title: "a list below a point is part of what the point says",
    steps: [
      {
        do: "reply",
        name: "a",
        text: "2 順調 協定書の案を作成\n  ・施設に照会\n4 変更なし",
        marked: [
          {
            outline: [
              ["2 順調 協定書の案を作成", ["施設に照会"]],
              ["4 変更なし", []],
            ],
          },
        ],
      },
    ],
    notes: [
      { ...draft, text: "協定書の案を作成\n  ・施設に照会" },
      { number: 4, state: null, text: "", unchanged: true },
    ],
  },
  {
    title: "a number that the client made the number of a list is the goal's",
    steps: [
      {
        do: "reply",
        name: "a",
        text: "2. 順調 協定書の案を作成\n3. 完了",
        marked: [{ counted: ["順調 協定書の案を作成", "完了"], from: 2 }],
      },
    ],
    notes: [draft, { number: 3, state: "done", text: "" }],
  },
  {
    title: "thanks with a tinted sign, or one of this workplace alone, are left alone",
    steps: [
      {
        do: "reply",
        name: "a",
        text: "了解です 🙇🏻",
        marked: ["了解です ", { sign: "🙇🏻", name: "bow", unicode: "1f647-1f3fb", tone: 2 }],
      },
      {
        do: "reply",
        name: "b",
        text: "承知しました :itabashi:",
        marked: ["承知しました ", { sign: ":itabashi:", name: "itabashi" }],
      },
    ],
    notes: [],
  },
  {
    title: "a signature below a report is no word of it",
    steps: [
      {
        do: "reply",
        name: "a",
        text: "2 順調 協定書の案を作成\n--\n危機管理部 防災危機管理課\n山田 花子\n内線 2461",
        marked: ["2 順調 協定書の案を作成\n--\n危機管理部 防災危機管理課\n山田 花子\n内線 2461"],
      },
    ],
    notes: [draft],
  },
  {
    title: "what is said of all but one is recorded for all of them",
    steps: [
      {
        do: "reply",
        name: "a",
        text: "変更なし。ただし2は順調",
        marked: ["変更なし。ただし", { bold: "2" }, "は順調"],
      },
    ],
    notes: Array.from(
      { length: 16 },
      (_, index): ExpectedNote =>
        index === 1
          ? { number: 2, state: "on_track", text: "" }
          : { number: index + 1, state: null, text: "", unchanged: true },
    ),
  },
];
