import type { GoalDetail } from "../document.js";
import { labelRole } from "../label-roles.js";
import { trimBlanks } from "../printed-text.js";
import { detailWord, splitLabel } from "./rules.js";

const KINDS = { 担当課: "owner", 指標: "indicator", 目標値: "target", 期限: "deadline" } as const;

/** `指標：電子化率 80%`, `（担当：総務課）`: a detail of a goal; `kind` is null for one that is not kept. */
export function detailKind(
  text: string,
): { readonly kind: GoalDetail["kind"] | null; readonly label: string; readonly text: string } | null {
  const core = /^[(（]([^()（）]+)[)）]$/u.exec(text)?.[1] ?? text;
  for (const { name, rest, weak } of splitLabel(core)) {
    if (weak || labelRole(name)?.role !== "detail") continue;
    const word = detailWord(name);
    return {
      kind: word in KINDS ? KINDS[word as keyof typeof KINDS] : null,
      label: trimBlanks(name),
      text: trimBlanks(rest),
    };
  }
  return null;
}
