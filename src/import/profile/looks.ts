/** How elements of a form look, in the words of a question. */
export function lookOf(form: string): string {
  if (form.startsWith("見出し")) return `大きさ${form.slice(3)}の見出し`;
  if (form.startsWith("枠")) return `${form.slice(1)} で囲まれた行`;
  if (form.startsWith("印")) return `${form.slice(1)} の付いた行`;
  return form === "太字" ? "太字の行" : "印のない行";
}
