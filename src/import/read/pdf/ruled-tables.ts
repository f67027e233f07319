import type { Area } from "./painted.js";

/** A cell between rules. */
export type RuledCell = Area;

export interface RuledTable extends RuledCell {
  /** Where its columns begin, and where the last one ends. */
  readonly columns: readonly number[];
  readonly rows: readonly number[];
  readonly cells: readonly RuledCell[];
}

interface Rule {
  /** Its place across its direction. */
  at: number;
  from: number;
  to: number;
}

/** Rules closer than this are one, and ends that miss each other by this meet. */
const NEAR = 2.5;
const MIN_LENGTH = 6;
const MAX_LINES = 300;

/** The tables that the rules of a page draw; a frame around one text is one of a single cell. Lines that meet no other are none. */
export function ruledTables(strokes: readonly Area[]): readonly RuledTable[] {
  const across: Rule[] = [];
  const down: Rule[] = [];
  for (const { left, right, top, bottom } of strokes) {
    const width = right - left;
    const height = bottom - top;
    if (width >= height && width >= MIN_LENGTH)
      across.push({ at: (top + bottom) / 2, from: left, to: right });
    else if (height > width && height >= MIN_LENGTH)
      down.push({ at: (left + right) / 2, from: top, to: bottom });
  }
  const horizontal = joined(across);
  const vertical = joined(down);
  return groupsOf(horizontal, vertical).flatMap(([rows, columns]) => {
    const table = tableOf(rows, columns);
    return table === null ? [] : [table];
  });
}

/** Pieces of one rule put together. */
function joined(rules: readonly Rule[]): readonly Rule[] {
  const sorted = [...rules].sort((one, other) => one.at - other.at || one.from - other.from);
  const levels: Rule[][] = [];
  for (const rule of sorted) {
    const level = levels.at(-1);
    const base = level?.[0];
    if (level !== undefined && base !== undefined && rule.at - base.at <= NEAR) level.push(rule);
    else levels.push([rule]);
  }
  return levels.flatMap((level) => {
    const at = level.reduce((sum, rule) => sum + rule.at, 0) / level.length;
    const out: Rule[] = [];
    for (const rule of level.sort((one, other) => one.from - other.from)) {
      const last = out.at(-1);
      if (last !== undefined && rule.from - last.to <= NEAR) last.to = Math.max(last.to, rule.to);
      else out.push({ at, from: rule.from, to: rule.to });
    }
    return out;
  });
}

/** Rules that meet, directly or through others. */
function groupsOf(
  horizontal: readonly Rule[],
  vertical: readonly Rule[],
): readonly (readonly [Rule[], Rule[]])[] {
  const parent = new Map<Rule, Rule>();
  const top = (rule: Rule): Rule => {
    let at = rule;
    for (let next = parent.get(at); next !== undefined; next = parent.get(at)) at = next;
    return at;
  };
  for (const row of horizontal) {
    for (const column of vertical) {
      if (column.at > row.to + NEAR) break;
      const meets =
        column.at >= row.from - NEAR && row.at >= column.from - NEAR && row.at <= column.to + NEAR;
      if (!meets) continue;
      const [one, other] = [top(row), top(column)];
      if (one !== other) parent.set(one, other);
    }
  }
  const groups = new Map<Rule, [Rule[], Rule[]]>();
  const add = (rule: Rule, side: 0 | 1): void => {
    const key = top(rule);
    const group = groups.get(key) ?? [[], []];
    group[side].push(rule);
    groups.set(key, group);
  };
  for (const rule of horizontal) add(rule, 0);
  for (const rule of vertical) add(rule, 1);
  return [...groups.values()];
}

const places = (rules: readonly number[]): readonly number[] => {
  const out: number[] = [];
  for (const at of [...rules].sort((one, other) => one - other)) {
    if (at - (out.at(-1) ?? Number.NEGATIVE_INFINITY) > NEAR) out.push(at);
  }
  return out;
};

function tableOf(rowRules: readonly Rule[], columnRules: readonly Rule[]): RuledTable | null {
  // Where a page ends inside of a row, the rule below it is on the next page.
  if (rowRules.length < 1 || rowRules.length + columnRules.length < 3) return null;
  const left = Math.min(...rowRules.map((rule) => rule.from));
  const right = Math.max(...rowRules.map((rule) => rule.to));
  // A table may be open at its sides: its rows then begin and end where the rules do.
  const columns = places([...columnRules.map((rule) => rule.at), left, right]);
  const rows = places([
    ...rowRules.map((rule) => rule.at),
    ...columnRules.flatMap((rule) => [rule.from, rule.to]),
  ]);
  if (columns.length < 2 || rows.length < 2 || columns.length > MAX_LINES || rows.length > MAX_LINES)
    return null;
  const width = columns.length - 1;
  const height = rows.length - 1;
  const parent = Array.from({ length: width * height }, (_none, index) => index);
  const top = (index: number): number => {
    let at = index;
    while ((parent[at] ?? at) !== at) at = parent[at] ?? at;
    return at;
  };
  const middle = (list: readonly number[], at: number): number => ((list[at] ?? 0) + (list[at + 1] ?? 0)) / 2;
  const ruled = (rules: readonly Rule[], at: number, across: number): boolean =>
    rules.some((rule) => Math.abs(rule.at - at) <= NEAR && rule.from <= across && rule.to >= across);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const index = row * width + column;
      const next = columns[column + 1] ?? 0;
      if (column + 1 < width && !ruled(columnRules, next, middle(rows, row)))
        parent[top(index + 1)] = top(index);
      const below = rows[row + 1] ?? 0;
      if (row + 1 < height && !ruled(rowRules, below, middle(columns, column)))
        parent[top(index + width)] = top(index);
    }
  }
  const cells = new Map<number, { left: number; right: number; top: number; bottom: number }>();
  for (let index = 0; index < width * height; index += 1) {
    const [row, column] = [Math.floor(index / width), index % width];
    const cell = {
      left: columns[column] ?? 0,
      right: columns[column + 1] ?? 0,
      top: rows[row] ?? 0,
      bottom: rows[row + 1] ?? 0,
    };
    const known = cells.get(top(index));
    if (known === undefined) cells.set(top(index), cell);
    else {
      known.left = Math.min(known.left, cell.left);
      known.right = Math.max(known.right, cell.right);
      known.top = Math.min(known.top, cell.top);
      known.bottom = Math.max(known.bottom, cell.bottom);
    }
  }
  return {
    left: columns[0] ?? left,
    right: columns.at(-1) ?? right,
    top: rows[0] ?? 0,
    bottom: rows.at(-1) ?? 0,
    columns,
    rows,
    cells: [...cells.values()].sort((one, other) => one.top - other.top || one.left - other.left),
  };
}
