import {
  DeletedTextRun,
  Document,
  FootnoteReferenceRun,
  InsertedTextRun,
  Packer,
  Paragraph,
  Textbox,
  TextRun,
} from "docx";
import { writeXlsx } from "hucre/xlsx";
import { heading, listed, NUMBERING, text, word, workbook } from "./office-files.js";
import type { Layout } from "./plausible-layouts.js";

const line = (
  ...children: readonly (TextRun | InsertedTextRun | DeletedTextRun | FootnoteReferenceRun)[]
): Paragraph => new Paragraph({ children: [...children] });

const changed = { id: 1, author: "企画課", date: "2026-04-01T00:00:00Z" };

const numbered = (content: string, level = 0, instance = 0): Paragraph =>
  listed(content, "goals", level, instance);

/** Documents as municipalities publish them, with what they are made of besides goals: covers, furniture, notes, spans. */
export const PUBLISHED_LAYOUTS: readonly Layout[] = [
  {
    name: "divisions-of-departments.html",
    layout: "a page of a CMS: departments, below them divisions with their goals, breadcrumb and foot",
    bytes: text(
      "<html><head><title>令和8年度 部別重点目標｜藤野台市公式サイト</title></head><body>",
      '<div id="topicpath"><a href="/">ホーム</a> &gt; <a href="/shisei">市政情報</a> &gt; 令和8年度 部別重点目標</div>',
      "<h1>令和8年度 部別重点目標</h1><p>更新日：2026年4月10日</p>",
      "<p>各部が今年度に重点的に取り組む目標を公表します。</p>",
      "<h2>総務部</h2><h3>重点目標</h3>",
      "<ul><li>公文書の管理を電子決裁へ移す。<br>（担当：総務課）</li><li>若手職員の離職を減らす。<br>（担当：職員課）</li></ul>",
      "<h2>福祉部</h2><h3>重点目標</h3>",
      "<ul><li>重層的な相談の体制を整える。<br>（担当：福祉総務課）</li></ul>",
      "<h2>このページに関するお問い合わせ</h2><p>企画部 企画課<br>電話：000-000-0000</p>",
      '<p><a href="#top">このページの先頭へ戻る</a></p></body></html>',
    ),
    answers: [],
    plan: {
      総務部: {
        "": [[], ["公文書の管理を電子決裁へ移す。 ‖ 担当:総務課", "若手職員の離職を減らす。 ‖ 担当:職員課"]],
      },
      福祉部: { "": [[], ["重層的な相談の体制を整える。 ‖ 担当:福祉総務課"]] },
    },
  },
  {
    name: "indicators-with-ditto.xlsx",
    layout: "merged departments, divisions, indicator, present value, target, deadline with ditto marks",
    bytes: () =>
      workbook(
        {
          重点目標: [
            ["令和8年度 藤野台市 重点目標管理表", null, null, null, null, null, null],
            ["部", "担当課", "重点目標", "指標", "現状値", "目標値", "期限"],
            ["総務部", "総務課", "電子決裁を広げる。", "電子決裁率", "62%", "80%", "令和9年3月"],
            [null, "職員課", "育児休業を取りやすくする。", "男性の取得率", "35%", "50%", "〃"],
            [null, "〃", "研修を見直す。", "受講者の満足度", "71%", "80%", "〃"],
            ["福祉部", "高齢課", "通いの場を増やす。", "通いの場の数", "48か所", "55か所", "令和8年12月"],
          ],
        },
        {
          重点目標: [
            [0, 0, 0, 6],
            [2, 0, 4, 0],
          ],
        },
      ),
    answers: [],
    plan: {
      総務部: {
        "": [
          [],
          [
            "電子決裁を広げる。 ‖ 担当課:総務課 ‖ 指標:電子決裁率 ‖ 目標値:80% ‖ 期限:令和9年3月",
            "育児休業を取りやすくする。 ‖ 担当課:職員課 ‖ 指標:男性の取得率 ‖ 目標値:50% ‖ 期限:令和9年3月",
            "研修を見直す。 ‖ 担当課:職員課 ‖ 指標:受講者の満足度 ‖ 目標値:80% ‖ 期限:令和9年3月",
          ],
        ],
      },
      福祉部: {
        "": [
          [],
          ["通いの場を増やす。 ‖ 担当課:高齢課 ‖ 指標:通いの場の数 ‖ 目標値:55か所 ‖ 期限:令和8年12月"],
        ],
      },
    },
  },
  {
    name: "numbered-outline.txt",
    layout:
      "１ department with its divisions, （１） labels, ① goals, ア explanations, a page's number between",
    bytes: text(
      "令和８年度　藤野台市各部の運営方針",
      "",
      "１　総務部（総務課・職員課・財政課）",
      "　（１）運営方針",
      "　　①　市民に信頼される公正な市政運営を支えます。",
      "　（２）重点目標",
      "　　①　公共施設の使用料の見直し",
      "　　　ア　原価の算定を７月までに終える。",
      "　　　イ　審議会に諮る。",
      "　　②　入札制度の改善",
      "",
      "　　　　　　　　　　　　－　１　－",
      "",
      "２　福祉部（福祉総務課・高齢課）",
      "　（１）運営方針",
      "　　①　誰もが役割を持てる地域をつくります。",
      "　（２）重点目標",
      "　　①　見守りネットワークの拡大",
      "　　　ア　協力事業者を５０社とする。",
    ),
    answers: [],
    plan: {
      "総務部（総務課・職員課・財政課）": {
        "": [["市民に信頼される公正な市政運営を支えます。"], ["公共施設の使用料の見直し", "入札制度の改善"]],
      },
      "福祉部（福祉総務課・高齢課）": {
        "": [["誰もが役割を持てる地域をつくります。"], ["見守りネットワークの拡大"]],
      },
    },
  },
  {
    name: "cover-and-contents.docx",
    layout:
      "a cover, a table of contents, the mayor's greeting, a legend, then a chapter for each department",
    bytes: () =>
      word([
        "令和8年度",
        "部局運営方針",
        "令和8年4月",
        "藤野台市",
        "\f",
        "目次",
        "はじめに............1",
        "総務部............3",
        "環境部............5",
        "\f",
        "# はじめに",
        "市では、令和8年度の重点となる取組を部局運営方針としてまとめました。",
        "市民の皆さまのご理解とご協力をお願いいたします。",
        "# この冊子の見方",
        [
          ["項目", "説明"],
          ["部の使命", "部が果たすべき役割を記載しています。"],
          ["重点目標", "今年度に特に力を入れる取組を記載しています。"],
        ],
        "\f",
        "# 総務部",
        "## 部の使命",
        "公正な行政運営を支えます。",
        "## 重点目標",
        "- 防災拠点となる庁舎の改修を終えます。",
        "- 契約の電子化を進めます。",
        "\f",
        "# 環境部",
        "## 部の使命",
        "豊かな自然を引き継ぎます。",
        "## 重点目標",
        "- プラスチックの分別収集を始めます。",
      ]),
    answers: [],
    plan: {
      総務部: {
        "": [
          ["公正な行政運営を支えます。"],
          ["防災拠点となる庁舎の改修を終えます。", "契約の電子化を進めます。"],
        ],
      },
      環境部: { "": [["豊かな自然を引き継ぎます。"], ["プラスチックの分別収集を始めます。"]] },
    },
  },
  {
    name: "tracked-changes.docx",
    layout: "a Word file with changes that nobody has accepted yet",
    bytes: () =>
      Packer.toBuffer(
        new Document({
          sections: [
            {
              children: [
                heading(1, "令和8年度 藤野台市 部の重点目標"),
                heading(2, "総務部"),
                heading(3, "重点目標"),
                line(
                  new TextRun("・窓口の待ち時間を"),
                  new DeletedTextRun({ text: "20分", ...changed }),
                  new InsertedTextRun({ text: "10分", ...changed, id: 2 }),
                  new TextRun("以内にする。"),
                ),
                line(new DeletedTextRun({ text: "・庁舎の売店を誘致する。", ...changed, id: 3 })),
                line(new InsertedTextRun({ text: "・庁舎に授乳室を設ける。", ...changed, id: 4 })),
                heading(2, "建設部"),
                heading(3, "重点目標"),
                line(new TextRun("・通学路の歩道を3路線で広げる。")),
              ],
            },
          ],
        }),
      ),
    answers: [],
    plan: {
      総務部: { "": [[], ["窓口の待ち時間を10分以内にする。", "庁舎に授乳室を設ける。"]] },
      建設部: { "": [[], ["通学路の歩道を3路線で広げる。"]] },
    },
  },
  {
    name: "footnotes.docx",
    layout: "footnotes behind words of goals",
    bytes: () =>
      Packer.toBuffer(
        new Document({
          footnotes: {
            1: { children: [new Paragraph("紙と電子を併せて使う申請のこと。")] },
            2: { children: [new Paragraph("Green Transformationの略。")] },
          },
          sections: [
            {
              children: [
                heading(1, "令和8年度 藤野台市 部の重点目標"),
                heading(2, "総務部"),
                heading(3, "重点目標"),
                line(
                  new TextRun("・ハイブリッド申請"),
                  new FootnoteReferenceRun(1),
                  new TextRun("を全ての窓口で始める。"),
                ),
                heading(2, "環境部"),
                heading(3, "重点目標"),
                line(new TextRun("・GX"), new FootnoteReferenceRun(2), new TextRun("の計画をつくる。")),
                line(new TextRun("・ごみの量を5%減らす。")),
              ],
            },
          ],
        }),
      ),
    answers: [],
    plan: {
      総務部: { "": [[], ["ハイブリッド申請を全ての窓口で始める。"]] },
      環境部: { "": [[], ["GXの計画をつくる。", "ごみの量を5%減らす。"]] },
    },
  },
  {
    name: "word-numbering.docx",
    layout:
      "goals numbered by Word, bullets of explanation below them, numbering begun anew in each department",
    bytes: () =>
      Packer.toBuffer(
        new Document({
          numbering: NUMBERING,
          sections: [
            {
              children: [
                heading(1, "令和8年度 藤野台市 部局運営方針"),
                heading(2, "総務部"),
                heading(3, "基本方針"),
                new Paragraph("持続可能な市役所をつくります。"),
                heading(3, "重点目標"),
                numbered("人材の確保", 0, 1),
                numbered("採用試験を年3回行う。", 1, 1),
                numbered("庁内の副業制度を試す。", 1, 1),
                numbered("財政の見える化", 0, 1),
                heading(2, "教育部"),
                heading(3, "基本方針"),
                new Paragraph("学びの機会を広げます。"),
                heading(3, "重点目標"),
                numbered("図書館の開館時間の延長", 0, 2),
                numbered("学校給食の食材の地産地消", 0, 2),
              ],
            },
          ],
        }),
      ),
    answers: [],
    plan: {
      総務部: { "": [["持続可能な市役所をつくります。"], ["人材の確保", "財政の見える化"]] },
      教育部: {
        "": [["学びの機会を広げます。"], ["図書館の開館時間の延長", "学校給食の食材の地産地消"]],
      },
    },
  },
  {
    name: "text-boxes.docx",
    layout: "the vision of each department in a text box",
    bytes: () => {
      const box = (content: string): Textbox =>
        new Textbox({ children: [new Paragraph(content)], style: { width: "300pt", height: "60pt" } });
      return Packer.toBuffer(
        new Document({
          sections: [
            {
              children: [
                heading(1, "令和8年度 藤野台市 部局運営方針"),
                heading(2, "総務部"),
                box("めざす姿：信頼される市役所"),
                heading(3, "重点目標"),
                new Paragraph("・相談の予約を電子化する。"),
                heading(2, "福祉部"),
                box("めざす姿：ひとりにしないまち"),
                heading(3, "重点目標"),
                new Paragraph("・訪問の件数を増やす。"),
              ],
            },
          ],
        }),
      );
    },
    answers: [],
    plan: {
      総務部: { "": [[], ["相談の予約を電子化する。"]] },
      福祉部: { "": [[], ["訪問の件数を増やす。"]] },
    },
  },
  {
    name: "hidden-rows.xlsx",
    layout: "a sheet for each division with rows hidden and last year's sheet hidden",
    bytes: () => {
      const sheet = (name: string, rows: (string | null)[][], hidden: readonly number[]) => ({
        name,
        rows,
        rowDefs: new Map(hidden.map((row) => [row, { hidden: true }])),
      });
      return writeXlsx({
        sheets: [
          sheet(
            "総務課",
            [
              ["令和8年度 課の目標", null],
              ["課名", "総務課"],
              ["使命", "庁内の仕事を支えます。"],
              ["重点目標", "・会議の資料を電子化する。\n・押印を廃止する。"],
              ["前年度の目標", "・書庫を整理する。"],
            ],
            [4],
          ),
          sheet(
            "税務課",
            [
              ["令和8年度 課の目標", null],
              ["課名", "税務課"],
              ["使命", "公平に課税します。"],
              ["重点目標", "・口座振替を広げる。"],
              ["前年度の目標", "・封筒を統一する。"],
            ],
            [4],
          ),
          {
            ...sheet(
              "R7総務課",
              [
                ["課名", "総務課"],
                ["重点目標", "・旧庁舎を片付ける。"],
              ],
              [],
            ),
            hidden: true,
          },
        ],
      } as Parameters<typeof writeXlsx>[0]);
    },
    answers: [],
    plan: {
      総務課: { "": [["庁内の仕事を支えます。"], ["会議の資料を電子化する。", "押印を廃止する。"]] },
      税務課: { "": [["公平に課税します。"], ["口座振替を広げる。"]] },
    },
  },
  {
    name: "headed-rows.html",
    layout:
      "a table for each department with headings down its left side, indicator and deadline for each goal",
    bytes: text(
      "<html><head><title>令和8年度 各部の重点目標 - 藤野台市</title></head><body><h1>令和8年度 各部の重点目標</h1>",
      "<h2>総務部</h2><table><tbody>",
      "<tr><th>使命</th><td>公正な市政を支える。</td></tr>",
      "<tr><th>重点目標1</th><td>申請の手続きを電子化する。</td></tr>",
      "<tr><th>指標</th><td>電子申請の割合</td></tr><tr><th>目標値</th><td>60%</td></tr><tr><th>期限</th><td>令和9年3月</td></tr>",
      "<tr><th>重点目標2</th><td>庁舎の省エネを進める。</td></tr>",
      "<tr><th>指標</th><td>電気の使用量</td></tr><tr><th>目標値</th><td>10%減</td></tr><tr><th>期限</th><td>令和9年3月</td></tr>",
      "</tbody></table>",
      "<h2>市民部</h2><table><tbody>",
      "<tr><th>使命</th><td>暮らしの入口を守る。</td></tr>",
      "<tr><th>重点目標1</th><td>書かない窓口を始める。</td></tr>",
      "<tr><th>指標</th><td>対象の手続き数</td></tr><tr><th>目標値</th><td>30</td></tr><tr><th>期限</th><td>令和8年10月</td></tr>",
      "</tbody></table></body></html>",
    ),
    answers: [],
    plan: {
      総務部: {
        "": [
          ["公正な市政を支える。"],
          [
            "申請の手続きを電子化する。 ‖ 指標:電子申請の割合 ‖ 目標値:60% ‖ 期限:令和9年3月",
            "庁舎の省エネを進める。 ‖ 指標:電気の使用量 ‖ 目標値:10%減 ‖ 期限:令和9年3月",
          ],
        ],
      },
      市民部: {
        "": [
          ["暮らしの入口を守る。"],
          ["書かない窓口を始める。 ‖ 指標:対象の手続き数 ‖ 目標値:30 ‖ 期限:令和8年10月"],
        ],
      },
    },
  },
  {
    name: "details-in-lists.md",
    layout: "goals as numbered lists with indicator, target and deadline nested below",
    bytes: text(
      "# 令和8年度 藤野台市 部局運営方針",
      "",
      "## 企画部",
      "",
      "**基本方針**",
      "",
      "市民と共に考えるまちづくりを進めます。",
      "",
      "**重点目標**",
      "",
      "1. 総合計画の後期計画をつくる",
      "   - 指標：策定の会議の回数",
      "   - 目標値：8回",
      "   - 期限：令和9年3月",
      "2. 移住の相談を増やす",
      "   - 指標：相談の件数",
      "   - 目標値：200件",
      "",
      "## 消防本部",
      "",
      "**基本方針**",
      "",
      "命を守ります。",
      "",
      "**重点目標**",
      "",
      "1. 救急の到着を早める",
      "   - 指標：現場到着の時間",
      "   - 目標値：8分",
    ),
    answers: [],
    plan: {
      企画部: {
        "": [
          ["市民と共に考えるまちづくりを進めます。"],
          [
            "総合計画の後期計画をつくる ‖ 指標:策定の会議の回数 ‖ 目標値:8回 ‖ 期限:令和9年3月",
            "移住の相談を増やす ‖ 指標:相談の件数 ‖ 目標値:200件",
          ],
        ],
      },
      消防本部: { "": [["命を守ります。"], ["救急の到着を早める ‖ 指標:現場到着の時間 ‖ 目標値:8分"]] },
    },
  },
  {
    name: "nine-columns.csv",
    layout:
      "an export with department, division, number, goal, measures, indicator, target, deadline, remarks",
    bytes: text(
      "部名,課名,目標番号,目標,取組内容,達成指標,目標値,達成期限,備考",
      '総務部,総務課,1,防災訓練を全地区で行う,"・4月 計画\n・9月 訓練",実施した地区,12地区,令和8年9月,',
      "総務部,財政課,2,基金の残高を保つ,決算剰余金の積立て,基金残高,30億円,令和9年3月,条例改正",
      "都市部,公園課,3,遊具を更新する,老朽化した遊具の交換,交換した数,15基,令和9年3月,",
    ),
    answers: ["「目標」"],
    plan: {
      総務部: {
        総務課: [
          [],
          ["防災訓練を全地区で行う ‖ No.:1 ‖ 達成指標:実施した地区 ‖ 目標値:12地区 ‖ 達成期限:令和8年9月"],
        ],
        財政課: [[], ["基金の残高を保つ ‖ No.:2 ‖ 達成指標:基金残高 ‖ 目標値:30億円 ‖ 達成期限:令和9年3月"]],
      },
      都市部: {
        公園課: [[], ["遊具を更新する ‖ No.:3 ‖ 達成指標:交換した数 ‖ 目標値:15基 ‖ 達成期限:令和9年3月"]],
      },
    },
  },
  {
    name: "numbered-columns.xlsx",
    layout: "a row for each department: policy, 重点目標1, 重点目標2, 重点目標3",
    bytes: () =>
      workbook({
        一覧: [
          ["令和8年度 藤野台市 部局運営方針一覧", null, null, null, null],
          ["部局", "運営方針", "重点目標1", "重点目標2", "重点目標3"],
          ["総務部", "①公正\n②効率", "職員の健康診断を全員が受ける。", "文書の誤送付をなくす。", null],
          [
            "水道局",
            "①安全な水を届ける。",
            "老朽管を4km替える。",
            "漏水を減らす。",
            "料金の改定を検討する。",
          ],
        ],
      }),
    answers: [],
    plan: {
      総務部: {
        "": [
          ["公正", "効率"],
          ["職員の健康診断を全員が受ける。", "文書の誤送付をなくす。"],
        ],
      },
      水道局: {
        "": [["安全な水を届ける。"], ["老朽管を4km替える。", "漏水を減らす。", "料金の改定を検討する。"]],
      },
    },
  },
  {
    name: "rows-of-labels.html",
    layout: "departments across, rows for policy, goals, indicator",
    bytes: text(
      "<html><head><title>令和8年度 部局経営方針 - 藤野台市</title></head><body><h1>令和8年度 部局経営方針</h1><table>",
      "<tr><th>項目</th><th>総務部</th><th>環境部</th></tr>",
      "<tr><th>経営方針</th><td>公正な市政を支える。</td><td>緑を守る。</td></tr>",
      "<tr><th>重点目標</th><td>庁舎の窓口を改修する。</td><td>保存樹木を増やす。</td></tr>",
      "<tr><th>指標</th><td>窓口の満足度</td><td>保存樹木の数</td></tr>",
      "</table></body></html>",
    ),
    answers: [],
    plan: {
      総務部: { "": [["公正な市政を支える。"], ["庁舎の窓口を改修する。 ‖ 指標:窓口の満足度"]] },
      環境部: { "": [["緑を守る。"], ["保存樹木を増やす。 ‖ 指標:保存樹木の数"]] },
    },
  },
  {
    name: "greetings-with-photographs.html",
    layout: "a greeting of each head with a photograph, the goals below it",
    bytes: text(
      "<html><head><title>令和8年度 部長の重点目標 - 藤野台市</title></head><body><h1>令和8年度 部長の重点目標</h1>",
      '<h2>総務部長あいさつ</h2><p><img src="a.jpg" alt="総務部長の写真"></p><p>総務部長　山本 茂</p>',
      "<p>総務部は、市役所の要として働いています。</p><p>今年度もどうぞよろしくお願いします。</p>",
      "<h3>重点目標</h3><ol><li>災害対策本部の訓練を行う</li><li>職員の研修を充実する</li></ol>",
      '<h2>福祉部長あいさつ</h2><p><img src="b.jpg" alt="福祉部長の写真"></p><p>福祉部長　佐野 薫</p>',
      "<p>支え合いのまちをめざします。</p>",
      "<h3>重点目標</h3><ol><li>生活困窮者の就労を支える</li></ol></body></html>",
    ),
    answers: [],
    plan: {
      総務部: { "": [[], ["災害対策本部の訓練を行う", "職員の研修を充実する"]] },
      福祉部: { "": [[], ["生活困窮者の就労を支える"]] },
    },
  },
  {
    name: "kinds-merged.xlsx",
    layout: "departments and kinds merged over their rows, the statement and who does it beside",
    bytes: () =>
      workbook(
        {
          Sheet1: [
            ["令和8年度 藤野台市 部局経営方針", null, null, null],
            ["部局名", "区分", "内容", "担当課"],
            ["総務部", "経営方針", "公正な市政を支える。", null],
            [null, "重点目標", "庁内の会議を3割減らす。", "総務課"],
            [null, null, "電話の自動応答を始める。", "市民相談課"],
            ["環境部", "経営方針", "緑を守る。", null],
            [null, "重点目標", "街路樹の点検を終える。", "公園課"],
          ],
        },
        {
          Sheet1: [
            [0, 0, 0, 3],
            [2, 0, 4, 0],
            [3, 1, 4, 1],
            [5, 0, 6, 0],
          ],
        },
      ),
    answers: [],
    plan: {
      総務部: {
        "": [
          ["公正な市政を支える。"],
          ["庁内の会議を3割減らす。 ‖ 担当課:総務課", "電話の自動応答を始める。 ‖ 担当課:市民相談課"],
        ],
      },
      環境部: { "": [["緑を守る。"], ["街路樹の点検を終える。 ‖ 担当課:公園課"]] },
    },
  },
  {
    name: "kinds-with-pillars.csv",
    layout: "a statement a row with pillar, kind, number and deadline",
    bytes: text(
      "所属,柱,種別,番号,内容,期限",
      "総務部,安全,方針,1,災害に強い市役所にする。,",
      "総務部,安全,目標,1,備蓄を3日分とする。,令和8年9月",
      "総務部,信頼,目標,2,情報の公開を早める。,令和9年3月",
      "文化部,交流,方針,1,文化で人をつなぐ。,",
      "文化部,交流,目標,1,市民の合唱祭を開く。,令和8年11月",
    ),
    answers: [],
    plan: {
      総務部: {
        安全: [["災害に強い市役所にする。"], ["備蓄を3日分とする。 ‖ 期限:令和8年9月"]],
        信頼: [[], ["情報の公開を早める。 ‖ 期限:令和9年3月"]],
      },
      文化部: { 交流: [["文化で人をつなぐ。"], ["市民の合唱祭を開く。 ‖ 期限:令和8年11月"]] },
    },
  },
  {
    name: "bands-of-labels.xlsx",
    layout: "departments across with numbers on the left, 経営方針 and 重点目標 as bands over all of them",
    bytes: () =>
      workbook(
        {
          一覧: [
            ["令和8年度 藤野台市 各部の方針と目標", null, null],
            ["", "総務部", "環境部"],
            ["経営方針", null, null],
            [1, "公正な市政を支える。", "緑を守る。"],
            ["重点目標", null, null],
            [1, "会議を減らす。", "街路樹の点検を終える。"],
            [2, "窓口を改修する。", "雨水の浸透ますを30基置く。"],
          ],
        },
        {
          一覧: [
            [0, 0, 0, 2],
            [2, 0, 2, 2],
            [4, 0, 4, 2],
          ],
        },
      ),
    answers: [],
    plan: {
      総務部: { "": [["公正な市政を支える。"], ["会議を減らす。", "窓口を改修する。"]] },
      環境部: { "": [["緑を守る。"], ["街路樹の点検を終える。", "雨水の浸透ますを30基置く。"]] },
    },
  },
  {
    name: "two-years-in-sections.docx",
    layout: "last year's results and this year's goals in each department",
    bytes: () =>
      word([
        "# 令和8年度 藤野台市 部の目標",
        "## 総務部",
        "### 令和7年度の重点目標の達成状況",
        "- 庁内の会議を2割減らした。",
        "- 防災倉庫を1棟建てた。",
        "### 令和8年度の重点目標",
        "- 庁内の会議をさらに1割減らす。",
        "## 環境部",
        "### 令和7年度の重点目標の達成状況",
        "- 街路樹を100本点検した。",
        "### 令和8年度の重点目標",
        "- 街路樹の点検を終える。",
        "- ごみ集積所を20か所改める。",
      ]),
    answers: [],
    plan: {
      総務部: { "": [[], ["庁内の会議をさらに1割減らす。"]] },
      環境部: { "": [[], ["街路樹の点検を終える。", "ごみ集積所を20か所改める。"]] },
    },
  },
  {
    name: "mail-to-all.txt",
    layout: "pasted from a mail: quoted greeting, 【department】, 方針： and 目標1： on lines of their own",
    bytes: text(
      "各位",
      "お世話になっております。企画課です。",
      "令和8年度の各部の方針と目標を送ります。ご確認をお願いします。",
      "",
      "【総務部】",
      "方針：公正な市政を支えます。",
      "目標1：庁内の会議を3割減らします。",
      "目標2：電話の自動応答を始めます。",
      "",
      "【環境部】",
      "方針：緑を守ります。",
      "目標1：街路樹の点検を終えます。",
      "",
      "以上、よろしくお願いいたします。",
      "企画課　内線1234",
    ),
    answers: [],
    plan: {
      総務部: {
        "": [["公正な市政を支えます。"], ["庁内の会議を3割減らします。", "電話の自動応答を始めます。"]],
      },
      環境部: { "": [["緑を守ります。"], ["街路樹の点検を終えます。"]] },
    },
  },
  {
    name: "owners-in-brackets.txt",
    layout: "the division that does it in brackets at the end of each goal or on a line below",
    bytes: text(
      "藤野台市　令和８年度　部別重点目標",
      "",
      "◆ 産業部",
      "○ 商店街の空き店舗を10件活用します。【商業課】",
      "○ 農産物の直売を3か所で始めます。【農政課】",
      "",
      "◆ 都市部",
      "○ 駅前の駐輪場を広げます。【交通課】",
      "○ 空き家の相談会を年4回開きます。【住宅課】",
    ),
    answers: [],
    plan: {
      産業部: {
        "": [
          [],
          ["商店街の空き店舗を10件活用します。【商業課】", "農産物の直売を3か所で始めます。【農政課】"],
        ],
      },
      都市部: {
        "": [[], ["駅前の駐輪場を広げます。【交通課】", "空き家の相談会を年4回開きます。【住宅課】"]],
      },
    },
  },
  {
    name: "blocks-below-each-other.xlsx",
    layout:
      "a block for each department on one sheet: name and head in a row, its own heading row, a blank row between",
    bytes: () =>
      workbook(
        {
          方針と目標: [
            ["令和8年度 藤野台市 部局運営方針", null, null, null],
            [null, null, null, null],
            ["部名：総務部　　部長：山本 茂", null, null, null],
            ["No.", "重点目標", "指標", "目標値"],
            [1, "庁内の会議を減らす。", "会議の時間", "3割減"],
            [2, "備蓄を増やす。", "備蓄の日数", "3日分"],
            [null, null, null, null],
            ["部名：環境部　　部長：佐野 薫", null, null, null],
            ["No.", "重点目標", "指標", "目標値"],
            [1, "街路樹を点検する。", "点検した本数", "400本"],
          ],
        },
        {
          方針と目標: [
            [0, 0, 0, 3],
            [2, 0, 2, 3],
            [7, 0, 7, 3],
          ],
        },
      ),
    answers: [],
    plan: {
      総務部: {
        "": [
          [],
          [
            "庁内の会議を減らす。 ‖ 指標:会議の時間 ‖ 目標値:3割減",
            "備蓄を増やす。 ‖ 指標:備蓄の日数 ‖ 目標値:3日分",
          ],
        ],
      },
      環境部: { "": [[], ["街路樹を点検する。 ‖ 指標:点検した本数 ‖ 目標値:400本"]] },
    },
  },
  {
    name: "several-indicators-of-a-goal.html",
    layout: "a goal merged over the rows of its indicators",
    bytes: text(
      "<html><head><title>令和8年度 部局別重点目標 - 藤野台市</title></head><body><h1>令和8年度 部局別重点目標</h1><table>",
      "<tr><th>部局</th><th>重点目標</th><th>指標</th><th>目標値</th></tr>",
      '<tr><td rowspan="3">総務部</td><td rowspan="2">働きやすい職場をつくる。</td><td>年休の取得日数</td><td>15日</td></tr>',
      "<tr><td>時間外勤務</td><td>2割減</td></tr>",
      "<tr><td>備蓄を増やす。</td><td>備蓄の日数</td><td>3日分</td></tr>",
      "<tr><td>環境部</td><td>街路樹を点検する。</td><td>点検した本数</td><td>400本</td></tr>",
      "</table></body></html>",
    ),
    answers: [],
    plan: {
      総務部: {
        "": [
          [],
          [
            "働きやすい職場をつくる。 ‖ 指標:年休の取得日数 ‖ 目標値:15日 ‖ 指標:時間外勤務 ‖ 目標値:2割減",
            "備蓄を増やす。 ‖ 指標:備蓄の日数 ‖ 目標値:3日分",
          ],
        ],
      },
      環境部: { "": [[], ["街路樹を点検する。 ‖ 指標:点検した本数 ‖ 目標値:400本"]] },
    },
  },
  {
    name: "kinds-with-indicators.csv",
    layout: "a statement a row, indicators and deadlines as kinds of their own below their goal",
    bytes: text(
      "部局,種類,記載内容",
      "総務部,基本方針,公正な市政を支える。",
      "総務部,重点目標,庁内の会議を減らす。",
      "総務部,指標,会議の時間を3割減",
      "総務部,期限,令和9年3月",
      "総務部,重点目標,備蓄を増やす。",
      "総務部,指標,備蓄の日数を3日分",
      "環境部,重点目標,街路樹を点検する。",
      "環境部,期限,令和8年10月",
    ),
    answers: [],
    plan: {
      総務部: {
        "": [
          ["公正な市政を支える。"],
          [
            "庁内の会議を減らす。 ‖ 指標:会議の時間を3割減 ‖ 期限:令和9年3月",
            "備蓄を増やす。 ‖ 指標:備蓄の日数を3日分",
          ],
        ],
      },
      環境部: { "": [[], ["街路樹を点検する。 ‖ 期限:令和8年10月"]] },
    },
  },
  {
    name: "efforts-across.md",
    layout: "departments as columns under a title that does not say what the texts are",
    bytes: text(
      "# 令和8年度 藤野台市 各部の重点的な仕事",
      "",
      "| 総務部 | 環境部 | 教育部 |",
      "|---|---|---|",
      "| 会議を減らす。 | 街路樹を点検する。 | 図書館を改修する。 |",
      "| 備蓄を増やす。 | 雨水ますを置く。 |  |",
    ),
    answers: ["目標"],
    plan: {
      総務部: { "": [[], ["会議を減らす。", "備蓄を増やす。"]] },
      環境部: { "": [[], ["街路樹を点検する。", "雨水ますを置く。"]] },
      教育部: { "": [[], ["図書館を改修する。"]] },
    },
  },
  {
    name: "letters-to-citizens.txt",
    layout: "letters of the heads to citizens, goals under a line of dots",
    bytes: text(
      "令和8年度 藤野台市 部長からの手紙",
      "",
      "■ 総務部長から市民の皆さまへ",
      "日頃から市政にご協力をいただき、ありがとうございます。",
      "総務部は、職員が力を出せる職場をつくります。",
      "",
      "● 今年度の重点目標",
      "・庁内の会議を減らします。",
      "・備蓄を増やします。",
      "",
      "■ 環境部長から市民の皆さまへ",
      "緑の多いまちを皆さまと育てます。",
      "",
      "● 今年度の重点目標",
      "・街路樹を点検します。",
    ),
    answers: [],
    plan: {
      総務部: { "": [[], ["庁内の会議を減らします。", "備蓄を増やします。"]] },
      環境部: { "": [[], ["街路樹を点検します。"]] },
    },
  },
  {
    name: "plain-lines-and-colophon.txt",
    layout: "goals without any mark, a closing and the publisher's telephone at the end",
    bytes: text(
      "令和8年度 藤野台市 各部の重点目標",
      "",
      "総務部",
      "重点目標",
      "庁内の会議を減らします。",
      "備蓄を増やします。",
      "",
      "環境部",
      "重点目標",
      "街路樹を点検します。",
      "",
      "以上",
      "",
      "令和8年4月発行　藤野台市企画部企画課",
      "電話 000-000-0000　FAX 000-000-0001",
    ),
    answers: [],
    plan: {
      総務部: { "": [[], ["庁内の会議を減らします。", "備蓄を増やします。"]] },
      環境部: { "": [[], ["街路樹を点検します。"]] },
    },
  },
  {
    name: "plain-lines-and-thanks.txt",
    layout: "goals without any mark in a mail, thanks and the sender below",
    bytes: text(
      "企画課です。令和8年度の重点目標をお送りします。",
      "",
      "【総務部】",
      "＜重点目標＞",
      "庁内の会議を減らします。",
      "備蓄を増やします。",
      "",
      "【環境部】",
      "＜重点目標＞",
      "街路樹を点検します。",
      "",
      "以上、よろしくお願いいたします。",
      "企画課　鈴木　内線1234",
    ),
    answers: [],
    plan: {
      総務部: { "": [[], ["庁内の会議を減らします。", "備蓄を増やします。"]] },
      環境部: { "": [[], ["街路樹を点検します。"]] },
    },
  },
  {
    name: "quarters.xlsx",
    layout: "a schedule of quarters with circles beside each goal",
    bytes: () =>
      workbook(
        {
          工程: [
            ["令和8年度 藤野台市 重点目標工程表", null, null, null, null, null, null],
            ["部名", "重点目標", "実施時期", null, null, null, "担当課"],
            [null, null, "第1四半期", "第2四半期", "第3四半期", "第4四半期", null],
            ["総務部", "庁内の会議を減らす。", "○", "○", null, null, "総務課"],
            ["総務部", "備蓄を増やす。", null, "○", "○", "○", "防災課"],
            ["環境部", "街路樹を点検する。", "○", null, null, null, "公園課"],
          ],
        },
        {
          工程: [
            [0, 0, 0, 6],
            [1, 0, 2, 0],
            [1, 1, 2, 1],
            [1, 2, 1, 5],
            [1, 6, 2, 6],
          ],
        },
      ),
    answers: [],
    plan: {
      総務部: {
        "": [[], ["庁内の会議を減らす。 ‖ 担当課:総務課", "備蓄を増やす。 ‖ 担当課:防災課"]],
      },
      環境部: { "": [[], ["街路樹を点検する。 ‖ 担当課:公園課"]] },
    },
  },
  {
    name: "forms-in-word.docx",
    layout: "a form for each department: name across the top, labels on the left, bullets in the cells",
    bytes: () =>
      word([
        "# 令和8年度 藤野台市 部局運営方針",
        [
          ["部局名", "総務部"],
          ["運営方針", "・公正な市政を支える。\n・職員を育てる。"],
          ["重点目標", "・庁内の会議を減らす。\n・備蓄を増やす。"],
          ["現状と課題", "会議が多い。"],
        ],
        "",
        [
          ["部局名", "環境部"],
          ["運営方針", "・緑を守る。"],
          ["重点目標", "・街路樹を点検する。"],
          ["現状と課題", "倒木が起きた。"],
        ],
      ]),
    answers: [],
    plan: {
      総務部: {
        "": [
          ["公正な市政を支える。", "職員を育てる。"],
          ["庁内の会議を減らす。", "備蓄を増やす。"],
        ],
      },
      環境部: { "": [["緑を守る。"], ["街路樹を点検する。"]] },
    },
  },
  {
    name: "saved-by-word.html",
    layout: "a page that Word saved: bullets as text with hard blanks, lines broken in mid-sentence",
    bytes: text(
      "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><title>令和8年度　部局運営方針</title></head><body lang=JA>",
      "<h1><span>令和8年度　藤野台市　部局運営方針</span></h1>",
      "<h2>総務部</h2><h3>重点目標</h3>",
      "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>・<span>&nbsp;&nbsp; </span></span>庁内の会議",
      "を減らし、ICT の",
      "活用を進める。</p>",
      "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>・<span>&nbsp;&nbsp; </span></span>備蓄を増やす。</p>",
      "<h2>環境部</h2><h3>重点目標</h3>",
      "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>・<span>&nbsp;&nbsp; </span></span>街路樹を",
      "点検する。</p></body></html>",
    ),
    answers: [],
    plan: {
      総務部: { "": [[], ["庁内の会議を減らし、ICT の活用を進める。", "備蓄を増やす。"]] },
      環境部: { "": [[], ["街路樹を点検する。"]] },
    },
  },
  {
    name: "dates-and-percents.xlsx",
    layout: "targets as percents and deadlines as dates of the spreadsheet",
    bytes: () =>
      writeXlsx({
        sheets: [
          {
            name: "目標",
            rows: [
              ["令和8年度 藤野台市 重点目標", null, null, null],
              ["部", "重点目標", "目標値", "期限"],
              ["総務部", "電子決裁を広げる。", 0.8, new Date(Date.UTC(2027, 2, 31))],
              ["環境部", "ごみを減らす。", 0.05, new Date(Date.UTC(2026, 11, 28))],
            ],
            columns: [{}, {}, { numFmt: "0%" }, { numFmt: "yyyy/m/d" }],
          },
        ],
      }),
    answers: [],
    plan: {
      総務部: { "": [[], ["電子決裁を広げる。 ‖ 目標値:80% ‖ 期限:2027/3/31"]] },
      環境部: { "": [[], ["ごみを減らす。 ‖ 目標値:5% ‖ 期限:2026/12/28"]] },
    },
  },
  {
    name: "three-years.md",
    layout: "a table for each department with a goal for each of three years",
    bytes: text(
      "# 令和8年度 藤野台市 中期目標と年度目標",
      "## 総務部",
      "| 中期目標 | 令和7年度目標 | 令和8年度目標 | 令和9年度目標 |",
      "|---|---|---|---|",
      "| 会議を半分にする | 1割減らす | 3割減らす | 半分にする |",
      "## 環境部",
      "| 中期目標 | 令和7年度目標 | 令和8年度目標 | 令和9年度目標 |",
      "|---|---|---|---|",
      "| 街路樹をすべて点検する | 100本を点検する | 200本を点検する | 残りを点検する |",
    ),
    answers: ["取り込まない", "このまま"],
    plan: {
      総務部: { "": [[], ["3割減らす"]] },
      環境部: { "": [[], ["200本を点検する"]] },
    },
  },
];
