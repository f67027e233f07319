import { deflateSync } from "node:zlib";
import { decodePress } from "../../src/bot/features.js";
import type { Incoming } from "../../src/bot/platform.js";
import { type Form, type Message, quiet, type Reply, say, span } from "../../src/bot/reply.js";

/** Fixed answers of every kind, about a department of our own invention. */

const GOALS = [
  ["地域防災計画の改定に向けた庁内の調整", "順調　11/18「改定案を庁内照会中」"],
  ["福祉避難所の拡充と連携の強化", "やや遅れ　10/20「候補の3施設と協議」"],
  ["備蓄品の更新計画の作成と、倉庫の配置の見直し", "概ね順調　11/4「必要数の算定を終えた」"],
  ["業務継続計画と災害対応マニュアルの点検", "まだ報告がありません"],
  ["自主防災組織の訓練への支援", "順調　11/12「秋の訓練を12地区で実施」"],
  ["避難行動要支援者名簿の整備", "報告なし"],
] as const;

export function departmentPage(page: number): Message {
  const shown = page === 1 ? GOALS.slice(0, 4) : GOALS.slice(4);
  return {
    kind: "message",
    audience: "private",
    replace: true,
    blocks: [
      { kind: "title", text: "危機管理部　令和8年度の重点目標" },
      { kind: "text", spans: [span("6件のうち、順調 3件、遅れ 1件、報告を待っているもの 2件です。")] },
      { kind: "heading", text: page === 1 ? "施策" : "経営戦略" },
      {
        kind: "fine",
        spans: [span("方針: 区民の命と暮らしを守るため、平時からの備えと、地域とのつながりを強めます。")],
      },
      {
        kind: "list",
        items: shown.map(([text, detail], index) => ({
          marker: String(index + (page === 1 ? 1 : 5)),
          spans: [span(text)],
          detail: [span(detail)],
          open: { do: "goal", goal: index + (page === 1 ? 1 : 5) },
          openLabel: text,
        })),
      },
      {
        kind: "buttons",
        buttons: [
          page === 1
            ? { label: "次のページ", press: { do: "department", department: 1, page: 2 } }
            : { label: "前のページ", press: { do: "department", department: 1, page: 1 } },
          { label: "進捗を入力", press: { do: "report-form", department: 1 }, style: "primary" },
          { label: "チャンネルに共有", press: { do: "share", of: { do: "department", department: 1 } } },
        ],
      },
      { kind: "fine", spans: [span(`${page} / 2 ページ　出典: 各部経営方針（見本）`)] },
    ],
  };
}

export function goalView(goal: number): Message {
  const [text] = GOALS[goal - 1] ?? ["この目標はありません"];
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "title", text: `危機管理部 ${goal}　${text}` },
      { kind: "text", spans: [{ text: "やや遅れ", bold: true }, quiet("　10/20 から　担当 危機管理課")] },
      { kind: "heading", text: "これまでの報告" },
      {
        kind: "list",
        items: [
          { marker: "10/20", spans: [span("候補の3施設と協議した。")], detail: [quiet("危機管理部 職員")] },
          {
            marker: "9/8",
            spans: [{ text: "2施設と協定を結んだ。", struck: true }],
            detail: [quiet("取り消し済み")],
          },
        ],
      },
      { kind: "image", png: tinyPng(), alt: "状態の移り変わり: 順調、順調、やや遅れ", name: "states.png" },
      { kind: "divider" },
      {
        kind: "buttons",
        buttons: [
          { label: "進捗を入力", press: { do: "report-form", department: 1, goal }, style: "primary" },
          { label: "変更なし", press: { do: "quick", goal, nonce: "n1" } },
        ],
      },
    ],
  };
}

export const searchView: Message = {
  kind: "message",
  audience: "private",
  blocks: [
    { kind: "title", text: "「防災」を含むもの 2件" },
    {
      kind: "list",
      items: [
        {
          marker: "1",
          spans: [span("地域"), { text: "防災", mark: true }, span("計画の改定に向けた庁内の調整")],
          detail: [span("危機管理部　重点目標")],
          open: { do: "goal", goal: 1 },
        },
        {
          marker: "5",
          spans: [span("自主"), { text: "防災", mark: true }, span("組織の訓練への支援")],
          detail: [span("危機管理部　重点目標")],
          open: { do: "goal", goal: 5 },
        },
      ],
    },
  ],
};

export const standingView: Message = {
  kind: "message",
  audience: "private",
  blocks: [
    { kind: "title", text: "令和8年度の進捗" },
    {
      kind: "table",
      caption: "部ごとの件数",
      columns: [
        { label: "部" },
        { label: "件数", align: "right" },
        { label: "順調", align: "right" },
        { label: "遅れ", align: "right" },
        { label: "未更新", align: "right" },
      ],
      rows: [
        ["危機管理部", "6", "3", "1", "2"],
        ["政策経営部", "16", "12", "0", "4"],
        ["健康生きがい部", "21", "15", "2", "4"],
      ],
    },
  ],
};

export const digest: Message = {
  kind: "message",
  audience: "channel",
  blocks: [
    { kind: "title", text: "【定期まとめ】危機管理部 重点目標の進捗　11月24日(火)" },
    { kind: "text", spans: [span("6件のうち、報告をお願いしたいもの 2件")] },
    {
      kind: "list",
      items: [
        {
          marker: "2",
          spans: [span("福祉避難所の拡充と連携の強化")],
          detail: [span("前回 10/20「候補の3施設と協議」")],
        },
        {
          marker: "4",
          spans: [span("業務継続計画と災害対応マニュアルの点検")],
          detail: [span("まだ報告がありません")],
        },
      ],
    },
    {
      kind: "fine",
      spans: [span("このスレッドに「番号 状態 ひとこと」で返信してください。例: 2 順調 協定書の案を作成")],
    },
    {
      kind: "buttons",
      buttons: [
        { label: "入力フォーム", press: { do: "report-form", department: 1 }, style: "primary" },
        { label: "変更なし", press: { do: "all-unchanged", department: 1 } },
        { label: "一覧を見る", press: { do: "department", department: 1 } },
      ],
    },
  ],
};

export const reportForm: Form = {
  kind: "form",
  id: "report",
  title: "進捗を入力",
  submit: "記録する",
  context: "department:1",
  intro: [span("書いた内容は、部のみなさんと企画課が見られます。")],
  fields: [
    {
      name: "goal",
      label: "重点目標",
      type: "select",
      options: GOALS.map(([text], index) => ({ value: String(index + 1), label: `${index + 1} ${text}` })),
      initial: "2",
    },
    {
      name: "state",
      label: "状態",
      type: "radio",
      options: ["順調", "概ね順調", "やや遅れ", "遅れ", "完了"].map((label) => ({ value: label, label })),
      initial: "順調",
    },
    { name: "percent", label: "進み具合（%）", type: "number", min: 0, max: 100, optional: true },
    { name: "due", label: "次の区切り", type: "date", optional: true },
    { name: "owner", label: "担当", type: "person", optional: true },
    {
      name: "text",
      label: "ひとこと",
      hint: "個人のお名前や電話番号は書かないでください。",
      type: "text",
      multiline: true,
      maxLength: 200,
    },
  ],
};

/** What somebody could have typed or published in order to break the page. */
export const HOSTILE = `<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>"'>{{7*7}}`;

const hostileView: Message = {
  kind: "message",
  audience: "private",
  blocks: [
    { kind: "title", text: HOSTILE },
    { kind: "heading", text: HOSTILE },
    {
      kind: "text",
      spans: [
        { text: HOSTILE, bold: true },
        { text: "押す", link: "javascript:window.pwned=1" },
      ],
    },
    { kind: "list", items: [{ marker: HOSTILE, spans: [span(HOSTILE)], detail: [span(HOSTILE)] }] },
    { kind: "table", caption: HOSTILE, columns: [{ label: HOSTILE }], rows: [[HOSTILE]] },
    { kind: "image", png: tinyPng(), alt: HOSTILE, name: HOSTILE },
    { kind: "buttons", buttons: [{ label: HOSTILE, press: { do: "help" } }] },
  ],
};

/** A person's own page: a goal that waits, while nothing was reported, and their settings. */
export const homeView = (waiting: boolean): Reply => ({
  kind: "home",
  blocks: [
    ...(waiting
      ? ([
          { kind: "heading", text: "報告をお願いしたい、あなたの目標 1件" },
          {
            kind: "buttons",
            buttons: [{ label: "2 を報告する", press: { do: "report-form", department: 1, goal: 2 } }],
          },
        ] as const)
      : []),
    {
      kind: "buttons",
      buttons: [{ label: "危機管理部を見る", press: { do: "department", department: 1 } }],
    },
    ...departmentPage(1).blocks,
  ],
});

export function scriptedReply(incoming: Incoming): Reply | null {
  switch (incoming.kind) {
    case "command":
      return command(incoming.text);
    case "button":
      return button(incoming.value);
    case "form":
      return incoming.values.text === ""
        ? { kind: "form-errors", errors: { text: "ひとことを入れてください。" } }
        : { ...say("危機管理部 2 を「順調」で記録しました。") };
    case "home":
      return homeView(true);
    case "shortcut":
      return { ...reportForm, title: "このスレッドを目標に結び付ける" };
    case "message":
    case "edit":
    case "delete":
    case "arrival":
    case "departure":
      return null;
  }
}

function command(text: string): Reply {
  if (text === "危機管理部") return departmentPage(1);
  if (text === "防災") return searchView;
  if (text === "進捗") return standingView;
  if (text === "攻撃") return hostileView;
  return say(`「${text}」は見つかりませんでした。「/policy 使い方」でできることが出ます。`);
}

function button(value: string): Reply | null {
  const press = decodePress(value);
  switch (press?.do) {
    case "department":
      return departmentPage(press.page ?? 1);
    case "goal":
      return goalView(press.goal);
    case "share":
      return { ...departmentPage(1), audience: "channel", replace: false };
    case "report-form":
      return reportForm;
    case "quick":
      return { kind: "receipt", sign: "kept", aside: null };
    case "all-unchanged":
      return say("2件を「変更なし」で記録しました。");
    default:
      return null;
  }
}

/** A valid picture of 240 × 24 points in one colour. */
function tinyPng(): Uint8Array {
  const width = 240;
  const height = 24;
  const row = Buffer.concat([
    Buffer.from([0]),
    ...Array.from({ length: width }, () => Buffer.from([29, 90, 122])),
  ]);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
