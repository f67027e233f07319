import { go } from "./address.js";
import { confirm, showForm } from "./dialogs.js";
import { byId, messageOf, notify } from "./dom.js";
import { reveal } from "./drawing.js";
import { addTried } from "./memory.js";
import { actor, HOME, page, placeOfDeeds, take } from "./page.js";
import { send, sendDocument } from "./server.js";

// What a person does on the page, and what comes of it.

/**
 * Runs something that may be refused; the refusal's sentence is shown for a moment.
 * @param {() => unknown} run
 */
export async function attempt(run) {
  try {
    await run();
  } catch (reason) {
    notify(messageOf(reason));
  }
}

/** @param {boolean} inThread */
const logOf = (inThread) => byId(inThread ? "thread-log" : "log");

/** Whom a form can name: the roles, and the guest who fills it in. */
function everybody() {
  const { people } = page.world;
  return people.some(({ id }) => id === page.person.id) ? people : [...people, page.person];
}

/** @param {() => void} draw puts the changed page on the screen */
export function createDeeds(draw) {
  /** @param {import("./types.d.ts").Outcome} result */
  function apply(result) {
    for (const message of result.messages) take(message);
    if (result.notice !== null) notify(result.notice);
    draw();
  }

  /** Fetches the person's own page; what was done may have changed it. */
  async function loadHome() {
    if (page.conversation !== HOME) return;
    const asking = actor();
    const { home } = await send("home", asking);
    // Meanwhile somebody else may have sat down.
    if (page.person.id !== asking.person) return;
    page.home = home;
    draw();
  }

  /**
   * Shows what came of an act: messages, a form, a short sentence.
   * @param {import("./types.d.ts").Outcome} result
   * @param {boolean} inThread
   */
  function outcome(result, inThread) {
    apply(result);
    if (result.form === null) return;
    const conversation = placeOfDeeds();
    const thread = inThread ? page.thread : null;
    const { id: form, context } = result.form;
    showForm(result.form, everybody(), async (values) => {
      const answer = await send("form", { ...actor(), conversation, thread, form, context, values });
      if (answer.errors === null) {
        outcome(answer, inThread);
        if (page.conversation === HOME) await showDone(answer);
      }
      return answer;
    });
  }

  /**
   * On the person's own page: what waits for them now, and above it what came of their act.
   * @param {import("./types.d.ts").Outcome} result
   */
  async function showDone(result) {
    await loadHome();
    const shown = result.messages.at(-1);
    if (shown !== undefined) reveal(logOf(false), shown.id, true);
  }

  /**
   * @param {string} text
   * @param {string} gesture
   * @param {string | null} thread
   */
  async function post(text, gesture, thread) {
    const { conversation } = page;
    const result = await send("post", { ...actor(gesture), conversation, thread, text });
    if (/^[/／]policy[\s\u3000]+\S/u.test(text)) addTried(/進捗/.test(text) ? "seen" : "looked");
    outcome(result, thread !== null);
    const shown = result.messages.at(-1);
    if (shown !== undefined) reveal(logOf(thread !== null), shown.id, false);
  }

  /**
   * One after the other: each gets an answer of its own.
   * @param {File[]} files
   */
  async function give(files) {
    const { conversation } = page;
    for (const file of files) {
      notify(`「${file.name}」を送っています…`);
      const result = await sendDocument(file, { ...actor(), conversation });
      notify(`「${file.name}」を送りました。`);
      outcome(result, false);
    }
  }

  /**
   * @param {import("./types.d.ts").Message} message
   * @param {string} text
   */
  async function edit(message, text) {
    apply(await send("edit", { ...actor(), message: message.id, text }));
  }

  /**
   * @param {boolean} inThread
   * @param {{id: string, pressed: HTMLElement}} where
   * @param {string | undefined} value
   */
  async function press(inThread, { id, pressed }, value) {
    // Not `disabled`: the focus must stay here for a dialog to give it back.
    pressed.setAttribute("aria-disabled", "true");
    try {
      const message = id === HOME ? null : id;
      const result = await send("press", { ...actor(), message, value, inThread });
      outcome(result, inThread);
      if (page.conversation === HOME && result.form === null) return await showDone(result);
      const shown = result.messages.at(-1);
      if (shown !== undefined) reveal(logOf(inThread), shown.id, true);
    } finally {
      pressed.removeAttribute("aria-disabled");
    }
  }

  /** @param {import("./types.d.ts").Message} message */
  async function remove(message) {
    const text = "このメッセージから記録した進捗があれば、取り下げます。";
    if (!(await confirm("メッセージを削除しますか", text, "削除する"))) return;
    const result = await send("delete", { ...actor(), message: message.id });
    if (result.messages.length === 0) drop(message.id);
    apply(result);
  }

  /**
   * Takes a message off the page.
   * @param {string} id
   */
  function drop(id) {
    const log = logOf(page.replies.has(id));
    page.messages.delete(id);
    page.replies.delete(id);
    if (page.thread === id) go(page.conversation, null);
    draw();
    // The focus goes on from the list where it was on what has just gone.
    if (document.activeElement === document.body) log.focus({ preventScroll: true });
  }

  /**
   * What the buttons of a message ask for.
   * @param {boolean} inThread
   * @param {import("./types.d.ts").Act} asked
   */
  function act(inThread, asked) {
    if (asked.name === "press") return attempt(() => press(inThread, asked, asked.value));
    const { message } = asked;
    switch (asked.name) {
      case "redraw":
        return draw();
      case "thread":
        return go(placeOfDeeds(), message.id);
      case "dismiss":
        drop(message.id);
        return attempt(() => send("dismiss", { ...actor(), message: message.id }));
      case "shortcut":
        return attempt(async () =>
          outcome(await send("shortcut", { ...actor(), message: message.id }), inThread),
        );
      case "delete":
        return attempt(() => remove(message));
    }
  }

  return { act, drop, edit, give, loadHome, outcome, post };
}
