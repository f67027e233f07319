import { labelRole } from "../label-roles.js";
import type { Front } from "./front.js";
import { headingRowOf, type Landmark, landmarksOf } from "./landmarks.js";
import { mergeProfiles, type Profile, type RoleWord } from "./profile.js";
import { Rules } from "./rules.js";
import { isBlank, upright, widthOf } from "./tables.js";
import type { Node } from "./units.js";

export const IN_TABLES: readonly RoleWord[] = ["部", "柱", "番号", "見出し"];

/** The labels whose words are known, as a profile. */
export function guessedLabels(nodes: readonly Node[], front: Front, profile: Profile): Profile {
  const marks = landmarksOf(nodes, new Rules(profile), front);
  return preselect(nodes, front, profile, marks, true);
}

export function preselect(
  nodes: readonly Node[],
  front: Front,
  profile: Profile,
  marks: readonly Landmark[],
  unsure: boolean,
): Profile {
  const labels: Record<string, string> = {};
  const columns: Partial<Record<RoleWord, (string | number)[]>> = {};
  const rules = new Rules(profile);
  const inHeadings = profile.表?.部 === undefined && !rules.wholeTitle;
  for (const mark of marks) {
    const { known } = mark;
    if (rules.label(mark.text) !== null || (mark.column && rules.column(mark.text, 0) !== null)) continue;
    if (known === null || (!known.sure && !unsure)) continue;
    const only = [...mark.forms].every((form) => form === "列");
    if (mark.column && known.word === "部") {
      // Under departments that are headings, 担当課 says who does it.
      if (isProfileColumn(profile, mark.text)) continue;
      if (!inHeadings && known.rank === 2) columns.柱 = [...(columns.柱 ?? []), mark.text];
      else labels[mark.text] = "担当課";
      continue;
    }
    if (mark.column && IN_TABLES.includes(known.word)) {
      const list = columns[known.word] ?? [];
      list.push(mark.text);
      columns[known.word] = list;
      continue;
    }
    if (IN_TABLES.includes(known.word)) continue;
    if (known.word === "無視" && ((!only && !isPlainDetail(mark)) || isNoDetail(mark.text))) continue;
    labels[mark.text] = known.word;
  }
  const first = sectionColumn(nodes, profile);
  const 表: Profile["表"] = { ...columns, ...profile.表 };
  if (first !== null && 表.柱 === undefined) 表.柱 = first;
  const found: Profile = {
    ...(Object.keys(labels).length > 0 ? { 見出し: { ...labels, ...profile.見出し } } : {}),
    ...(Object.keys(表).length > 0 ? { 表 } : {}),
  };
  const merged = mergeProfiles(profile, found);
  const main = Object.values(merged.見出し ?? {}).some((value) =>
    ["目標", "方針", "ビジョン", "横断"].includes(value.split(" ")[0] ?? ""),
  );
  if (!main && front.defaultLabel !== null && merged.既定 === undefined) {
    return { ...merged, 既定: front.defaultLabel.role === "goal" ? "目標" : "方針" };
  }
  return merged;
}

/** Titles, contents and contacts are told apart wherever they stand; they are no labels of a department. */
const isNoDetail = (text: string): boolean =>
  ["plan", "contact", "contents"].includes(labelRole(text)?.role ?? "");

const isPlainDetail = (mark: Landmark): boolean => [...mark.forms].some((form) => !form.startsWith(":"));

function isProfileColumn(profile: Profile, text: string): boolean {
  const column = profile.表?.部;
  return column !== undefined && (Array.isArray(column) ? column.includes(text) : column === text);
}

/** The first column, where its heading is blank and departments stand elsewhere: it prints the 柱. */
function sectionColumn(nodes: readonly Node[], profile: Profile): number | null {
  for (const node of nodes) {
    if (node.kind !== "table") continue;
    const table = upright(node.table);
    const heading = headingRowOf(table);
    if (heading === null || widthOf(table) < 2 || heading.columns[0] !== "") continue;
    if (profile.表?.部 === 1) return null;
    const cells = table.rows.slice(heading.body).flatMap((row) => (isBlank(row[0]) ? [] : [row[0]]));
    if (
      cells.length > 0 &&
      cells.filter((cell) => (cell?.units[0]?.text.length ?? 99) <= 30).length * 2 > cells.length
    )
      return 1;
  }
  return null;
}
