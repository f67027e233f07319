// What can follow in the composer while a `/policy` command is being typed. Pure: no page, no server.

const fold = (/** @type {string} */ text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
const COMMAND = /^[/／](policy|ｐｏｌｉｃｙ)(\s+)(.*)$/isu;

/**
 * @param {string} text what stands before the caret
 * @param {readonly {command: string, hint: string}[]} completions command words, with or without `/policy` before them
 * @param {readonly string[]} departments names
 * @returns {{label: string, hint: string, insert: string}[]} `insert` replaces the whole text before the caret
 */
export function suggestions(text, completions, departments) {
  if (/^[/／][a-zａ-ｚ]*$/iu.test(text) && "/policy".startsWith(fold(text))) {
    return [{ label: "/policy", hint: "重点目標を調べる・報告する", insert: "/policy " }];
  }
  const match = COMMAND.exec(text);
  if (match === null) return [];
  const words = match[3].split(/[ \u3000]+/);
  const typed = fold(words.at(-1) ?? "");
  const before = words.slice(0, -1);
  const offer = (/** @type {string} */ label, /** @type {string} */ hint) => ({
    label,
    hint,
    insert: `/policy ${[...before, label].join(" ")} `,
  });
  const known = completions.map(({ command, hint }) => ({ word: command.replace(/^\/policy\s+/, ""), hint }));
  const commands = known.map(({ word, hint }) => offer(word, hint));
  const names = departments.map((name) => offer(name, ""));
  if (before.length > 1) return [];
  // After a command word comes a department; after a department its own number or section is typed freely.
  if (before.length === 1 && !known.some(({ word }) => fold(word) === fold(before[0]))) return [];
  const all = before.length === 0 ? [...commands, ...names] : names;
  const fitting = all.filter(({ label }) => fold(label).includes(typed));
  // Nothing is left to complete once the only fitting word has been typed in full.
  if (fitting.length === 1 && fold(fitting[0].label) === typed) return [];
  const starts = (/** @type {{label: string}} */ entry) => (fold(entry.label).startsWith(typed) ? 0 : 1);
  return fitting.sort((a, b) => starts(a) - starts(b));
}
