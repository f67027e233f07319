/** What the headings of our form mean, one row per statement, under the names that people give them. */

/** Sheets of the template that explain it. */
export const EXAMPLE_SHEET = "記入例";
export const HOW_TO_SHEET = "使い方";
/** Lines of a document that could not be put into the form. */
export const LEFT_SHEET = "読み取れなかった行";

export interface Columns {
  readonly fields: ReadonlyMap<Field, number>;
  readonly ignored: readonly { readonly column: number; readonly label: string }[];
}

/** In each list the clearest name first: a sheet with 部 and 所属 means the department by 部. */
const FIELD_NAMES = {
  municipality: "自治体 自治体名 市区町村 市区町村名 市町村 市町村名 区市町村 団体 団体名".split(" "),
  fiscalYear: "年度 対象年度 計画年度 会計年度".split(" "),
  department:
    "部 部名 部等 部局 部局名 部局等 部署 部署名 部・局 部(局) 局 局名 部門 所属 所属名 所属部 所管 所管部 所管部局 担当部 担当部局 担当部署 組織 組織名".split(
      " ",
    ),
  reading: "読み 読み方 読みがな 読み仮名 よみ よみがな ヨミ ふりがな フリガナ カナ かな".split(" "),
  aliases: "別名 別称 略称 通称 旧称 旧名称 別名・略称".split(" "),
  number: "番号 no no. № # 項番 通番 連番 目標番号".split(" "),
  heading: "見出し 見出 小見出し".split(" "),
  text: "本文 内容 文 文章 文言 取組内容 記載内容 具体的内容 具体的な内容".split(" "),
  section: "柱 柱名 施策の柱 分野 体系 大項目 分類".split(" "),
  kind: "種別 種類 記載種別".split(" "),
  owner: "担当課 担当 所管課 主管課 担当部課".split(" "),
  indicator: "指標 成果指標 評価指標 kpi".split(" "),
  target: "目標値 数値目標".split(" "),
  deadline: "期限 時期 達成時期".split(" "),
} satisfies Readonly<Record<string, readonly string[]>>;

export type Field = keyof typeof FIELD_NAMES;

/** 区分 stands for the section or for the kind, whichever the sheet does not name otherwise. */
const EITHER_NAMES = ["区分", "項目"];

/** The labels the template offers for 種別, in the order of its drop-down. */
export const KIND_LABELS = {
  policy: "経営方針",
  goal: "重点目標",
  initiative: "組織横断の取組",
  vision: "ビジョン",
  visionItem: "ビジョンの項目",
  organisation: "組織運営方針",
  overall: "区経営方針",
  framework: "運営の仕組み",
} as const;

/** The kinds of statement a row can hold. `visionItem` is a bullet below the vision's lead. */
export type Kind = keyof typeof KIND_LABELS;

const KIND_VALUES: Readonly<Record<Kind, readonly string[]>> = {
  policy: "経営方針 部の経営方針 部経営方針 各部経営方針 運営方針 部の運営方針 基本方針 方針 部の方針".split(
    " ",
  ),
  organisation: "組織運営方針".split(" "),
  goal: "重点目標 部の重点目標 今年度の重点目標 年度重点目標 目標 部の目標 年度目標 重点取組 重点的取組 重点的な取組 重点取り組み 重点事項 重点項目 重点課題 重点施策 重点事業".split(
    " ",
  ),
  initiative:
    "組織横断の取組 組織横断的取組 組織横断的な取組 横断的取組 横断的な取組 組織横断 横断 組織横断の取り組み 組織横断的な取り組み 全庁横断の取組 部局横断の取組".split(
      " ",
    ),
  vision: "ビジョン 部のビジョン 部の目標(ビジョン) めざす姿 目指す姿".split(" "),
  visionItem: "ビジョンの項目 ビジョン項目 ビジョン(項目)".split(" "),
  overall:
    "区経営方針 市経営方針 町経営方針 村経営方針 県経営方針 自治体経営方針 全体方針 全庁方針 全体の方針".split(
      " ",
    ),
  framework: "運営の仕組み 行政運営の仕組み 計画の仕組み 進め方 計画の進め方".split(" "),
};

/** The kind a cell or a heading names, whatever its width and spacing; null for anything else. */
export function readKind(text: string): Kind | null {
  const key = foldHeading(text);
  const found = Object.entries(KIND_VALUES).find(([, values]) => values.includes(key));
  return found === undefined ? null : (found[0] as Kind);
}

/** Reads a row as headings. Null where it is none: a heading row has 部, 種別 and 本文. */
export function readColumns(row: readonly string[]): Columns | null {
  const fields = new Map<Field, number>();
  const either: { column: number; label: string }[] = [];
  const ignored: { column: number; label: string }[] = [];
  row.forEach((label, column) => {
    const key = foldHeading(label);
    if (key === "") return;
    const field = fieldOf(key);
    if (field !== null) {
      const earlier = fields.get(field);
      const better =
        earlier === undefined || rankOf(field, key) < rankOf(field, foldHeading(row[earlier] ?? ""));
      if (better) fields.set(field, column);
      const unused = better ? earlier : column;
      if (unused !== undefined) ignored.push({ column: unused, label: (row[unused] ?? "").trim() });
    } else if (EITHER_NAMES.includes(key)) either.push({ column, label });
    else ignored.push({ column, label: label.trim() });
  });
  for (const { column, label } of either) {
    const field = fields.has("kind") ? "section" : "kind";
    if (fields.has(field)) ignored.push({ column, label: label.trim() });
    else fields.set(field, column);
  }
  return fields.has("department") && fields.has("kind") && fields.has("text") ? { fields, ignored } : null;
}

function fieldOf(key: string): Field | null {
  const found = Object.entries(FIELD_NAMES).find(([, names]) => names.includes(key));
  return found === undefined ? null : (found[0] as Field);
}

const rankOf = (field: Field, key: string): number => FIELD_NAMES[field].indexOf(key);

/** Width, blanks, a remark after ※ and a closing remark such as `(必須)` do not make another heading. */
function foldHeading(label: string): string {
  return label
    .normalize("NFKC")
    .replace(/\s+/g, "")
    .replace(/[※*].*$/, "")
    .replace(/\((?:必須|任意|選択|記入|入力|半角|全角|ひらがな|カタカナ|西暦|和暦)[^)]*\)$/, "")
    .replace(/^【(.*)】$/, "$1")
    .toLowerCase();
}
