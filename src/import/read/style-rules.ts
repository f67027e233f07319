/** The two things that a style can say about a text's being there: not shown, or struck. */
export interface Showing {
  readonly hidden: boolean;
  readonly struck: boolean;
}

const PLAIN: Showing = { hidden: false, struck: false };

/** What a list of declarations says (`display:none; text-decoration: line-through`). */
export function shownBy(declarations: string): Showing {
  if (declarations === "") return PLAIN;
  const style = declarations.toLowerCase();
  return {
    hidden:
      /(?:^|[;{\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all)/u.test(
        style,
      ),
    struck:
      /(?:^|[;{\s])(?:text-decoration(?:-line)?\s*:[^;]*line-through|text-line-through\s*:\s*(?!none))/u.test(
        style,
      ),
  };
}

const MAX_RULES = 20_000;

/**
 * The rules of a page's own style sheets that hide or strike by an element's name or class. Media rules and longer
 * selectors are left alone: they need a layout to be judged.
 */
export function styleRules(sheet: string): ReadonlyMap<string, Showing> {
  const rules = new Map<string, Showing>();
  let depth = 0;
  for (const piece of sheet.replace(/<!--|-->|\/\*[^*]*\*\//gu, "").split("}", MAX_RULES)) {
    const [selectors = "", declarations, ...deeper] = piece.split("{");
    const shown = depth === 0 && deeper.length === 0 ? shownBy(declarations ?? "") : PLAIN;
    for (const one of shown.hidden || shown.struck ? selectors.split(",") : []) {
      const key = /^([a-z][a-z0-9]*)?(?:\.([\w-]+))?$/iu.exec(one.trim());
      if (key !== null && one.trim() !== "")
        rules.set(`${(key[1] ?? "").toLowerCase()}.${key[2] ?? ""}`, shown);
    }
    depth = Math.max(0, depth + (declarations === undefined ? 0 : 1 + deeper.length) - 1);
  }
  return rules;
}

/** What the rules say about an element with these classes. */
export function shownByRules(rules: ReadonlyMap<string, Showing>, tag: string, classes: string): Showing {
  if (rules.size === 0) return PLAIN;
  const names = classes === "" ? [] : classes.split(/\s+/u).slice(0, 50);
  const keys = [`${tag}.`, ...names.flatMap((name) => [`.${name}`, `${tag}.${name}`])];
  const found = keys.flatMap((key) => rules.get(key) ?? []);
  return { hidden: found.some((one) => one.hidden), struck: found.some((one) => one.struck) };
}
