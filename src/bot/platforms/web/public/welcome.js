import { el } from "./dom.js";

/** What this is, in one sentence. */
const WHAT = "各部の重点目標を調べ、進捗を一行の返信で集めるボットです。";

/** @typedef {import("./types.d.ts").Tried} Tried */
/** @typedef {{run: (command: string) => void, digest: () => void, open: () => void, leave: () => void}} On */

/**
 * What a newcomer can try where nothing has been said yet.
 * @param {string} department one to look up
 * @param {On} on
 */
export function createWelcome(department, on) {
  const examples = [
    [`/policy ${department}`, "部の方針と重点目標を見る"],
    ["/policy 防災", "すべての部から言葉で探す"],
    ["/policy 使い方", "できることを一覧で見る"],
  ];
  return el(
    "section",
    { class: "welcome", "aria-labelledby": "welcome-title" },
    el("h3", { id: "welcome-title", text: WHAT }),
    el("p", { text: "下の入力欄に打ち込むか、ここを押すと答えが出ます。答えは、あなただけに表示されます。" }),
    el("ul", {}, ...examples.map(([command = "", note = ""]) => el("li", {}, example(command, note, on)))),
  );
}

/**
 * @param {string} command
 * @param {string} note
 * @param {On} on
 */
function example(command, note, on) {
  return el(
    "button",
    { type: "button", class: "example", on: { click: () => on.run(command) } },
    el("code", { text: command }),
    el("span", { text: note }),
  );
}

/**
 * The three steps of a trial, which stay until they are done: look something up, report in one line, see the whole change.
 * @param {string} department the one whose goals are looked up and reported on
 * @param {{tried: Tried[], digest: boolean, asked: {goal: number | null} | null, brief: boolean}} how `digest` where this person can have
 *   the digest posted now, `asked` what the one that is out asks about first, `brief` where something was said: the next step alone
 *   stands below it, so that what is new is not pushed out of sight
 * @param {On} on
 */
export function createSteps(department, { tried, digest, asked, brief }, on) {
  /** @param {string} command */
  const press = (command) => example(command, "押すと答えが出ます", on);
  const reply =
    digest && asked === null
      ? small(`#${department} に定期まとめを出す`, on.digest)
      : small(`#${department} を開く`, on.open);
  /** @type {[Tried, string, string, HTMLElement][]} */
  const steps = [
    [
      "looked",
      "一つ出してみる",
      `${department}の方針と重点目標が、あなただけに表示されます。`,
      press(`/policy ${department}`),
    ],
    [
      "replied",
      "一行返信する",
      `定期まとめの「スレッドで返信」を押し、「${asked?.goal ?? 1} 順調 案を作成」のように書いて送ります。それが進捗の記録になります。`,
      reply,
    ],
    ["seen", "全庁の表が変わる", "いまの報告が、部ごとの件数に入っています。", press("/policy 進捗")],
  ];
  const next = steps.find(([name]) => !tried.includes(name));
  if (brief && next !== undefined) {
    const [, title, note, go] = next;
    return el(
      "section",
      { class: "steps next-step", "aria-labelledby": "welcome-title" },
      el("h3", {
        id: "welcome-title",
        text: `次の手順（${steps.indexOf(next) + 1}/${steps.length}） ${title}`,
      }),
      el("p", { text: note }),
      el("div", { class: "next-ways" }, go, small("この案内をしまう", on.leave)),
    );
  }
  return el(
    "section",
    { class: "welcome steps", "aria-labelledby": "welcome-title" },
    el("h3", { id: "welcome-title", text: WHAT }),
    el("p", { text: "ここは、それを試すための画面です。三つの手順で、ひととおり分かります。" }),
    el(
      "ol",
      {},
      ...steps.map(([name, title, note, go]) => {
        const done = tried.includes(name);
        return el(
          "li",
          { class: done ? "step done" : "step" },
          el(
            "div",
            {},
            el("strong", { text: title }),
            done ? el("span", { class: "step-done", text: "できました" }) : null,
            done ? null : el("p", { text: note }),
          ),
          done ? null : go,
        );
      }),
    ),
    small("この案内をしまう", on.leave),
  );
}

/**
 * @param {string} text
 * @param {() => void} run
 */
const small = (text, run) => el("button", { type: "button", class: "button", text, on: { click: run } });
