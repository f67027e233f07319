/** A plan of our own, large enough that taking it in takes a while, in as many versions as are wanted. */

export const MUNICIPALITY = "港北市";
const DEPARTMENTS = 40;
const GOALS = 25;

export interface Edition {
  readonly text: string;
  /** The goals as they must stand afterwards. */
  readonly goals: readonly string[];
}

/** Of each edition some goals have other words than in the one before, and some are there in this one alone. */
export function edition(nth: number): Edition {
  const goals: string[] = [];
  const lines = [`# ${MUNICIPALITY} 令和8年度 各部経営方針`, ""];
  for (let department = 1; department <= DEPARTMENTS; department += 1) {
    lines.push(
      `## 第${department}事業部`,
      "",
      "### 施策",
      "",
      "#### 経営方針",
      "",
      `- 第${department}事業部の仕事を着実に進める。`,
      "",
      "#### 重点目標",
      "",
    );
    let number = 0;
    const add = (words: string): void => {
      number += 1;
      goals.push(words);
      lines.push(`${number}. ${words}`);
    };
    for (let goal = 1; goal <= GOALS; goal += 1) {
      const corrected = goal % 5 === 0 ? `（第${nth}版で見直した計画による）` : "";
      add(`第${department}事業部が所管する施設${goal}号館の改修工事と利用案内の見直し${corrected}`);
    }
    add(`版${nth}だけの臨時事業${department}番`);
    lines.push("");
  }
  return { text: `${lines.join("\n")}\n`, goals };
}
