import { el } from "./dom.js";

/**
 * What a newcomer can try, where nothing has been said yet.
 * @param {string} department one to look up
 * @param {(command: string) => void} run
 */
export function createWelcome(department, run) {
  const examples = [
    [`/policy ${department}`, "部の方針と重点目標を見る"],
    ["/policy 防災", "すべての部から言葉で探す"],
    ["/policy 使い方", "できることを一覧で見る"],
  ];
  const entries = examples.map(([command, note]) => {
    const inside = [el("code", { text: command }), el("span", { text: note })];
    return el(
      "li",
      {},
      el("button", { type: "button", class: "example", on: { click: () => run(command) } }, ...inside),
    );
  });
  return el(
    "section",
    { class: "welcome", "aria-labelledby": "welcome-title" },
    el("h2", { id: "welcome-title", text: "まずは、ひとつ試してみてください" }),
    el("p", { text: "下の入力欄に打ち込むか、ここを押すと答えが出ます。答えは、あなただけに表示されます。" }),
    el("ul", {}, ...entries),
  );
}
