/** A ward whose next year renames, divides, merges and abolishes departments, and moves, rewords and ends goals. */
export const yearDocument = (
  year: number,
  departments: Readonly<Record<string, readonly string[]>>,
): string =>
  [
    `# 緑風区 令和${year}年度 各部経営方針`,
    ...Object.entries(departments).flatMap(([name, goals]) => [
      `## ${name}`,
      "### 施策",
      "#### 経営方針",
      `- ${name}の仕事を進めます。`,
      "#### 重点目標",
      ...goals.map((goal) => `- ${goal}`),
    ]),
  ].join("\n");

export const R8 = yearDocument(8, {
  危機管理室: ["地区ごとの防災計画の見直し", "福祉避難所の協定先の拡大", "避難支援の仕組みの強化"],
  福祉部: ["重層的支援体制の整備", "福祉人材の確保", "地域包括支援センターの機能強化", "介護予防教室の拡充"],
  環境部: ["公園の樹木の計画的な更新", "省エネルギー設備の導入支援"],
  土木部: ["無電柱化の推進", "橋りょうの長寿命化"],
});

export const R9 = yearDocument(9, {
  危機管理部: ["地区ごとの防災計画の見直し", "福祉避難所の協定先の更なる拡大", "避難支援の仕組みの強化"],
  地域福祉部: ["重層的支援体制の整備", "福祉人材の確保"],
  高齢福祉部: ["地域包括支援センターの機能強化", "介護予防教室の拡充", "認知症カフェの開設"],
  土木部: ["無電柱化の推進", "公園の樹木の計画的な更新", "省エネルギー設備の導入支援"],
});
