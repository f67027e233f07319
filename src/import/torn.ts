import type { Block } from "./blocks.js";
import { ImportError } from "./document.js";
import { type DraftDepartment, isEmpty, statementsOf } from "./draft.js";
import type { Outline } from "./outline.js";
import { lineList } from "./text.js";

const WAY_OUT =
  "元の文書から表や箇条書きの形のまま写し直すか、ひな形（policy-bot template）に入力して取り込んでください。";

/** Refuses a text in which no department with policies or goals can be made out. */
export function refuseUnrecognised(out: Outline, blocks: readonly Block[]): void {
  if (out.twoColumns.length > 0) {
    throw new ImportError(
      `${lineList(out.twoColumns)}に「経営方針」と「重点目標」などの見出しが横に並んでいて、2段組の列が混ざっています。${WAY_OUT}`,
    );
  }
  const departments = out.draft.departments.filter((one) => !isEmpty(one));
  if (departments.length > 0 || out.cut.length > 0 || out.suspects.length > 0) return;
  if (
    out.draft.departments.length >= 2 &&
    out.statements === 0 &&
    out.ledger.count("orphan", "unlabelled") > 0
  ) {
    const lines = out.ledger.linesOf("orphan", "unlabelled");
    throw new ImportError(
      `部の見出しはありますが、どの文が方針でどの文が目標かを示す見出し（経営方針・重点目標など）が読み取れません（${lineList(lines, 5)}）。${WAY_OUT}`,
    );
  }
  if (out.draft.departments.length === 0 && out.ledger.count("orphan") > 0) {
    throw new ImportError(
      `方針や目標の文はありますが、部の名前の見出しが見当たりません（${lineList(out.ledger.linesOf("orphan"), 5)}）。部の見出しを付けるか、ひな形（policy-bot template）に入力して取り込んでください。`,
    );
  }
  throw new ImportError(
    `部の見出しと、その下の経営方針・重点目標などの見出しを探しましたが、見つかりませんでした（${blocks.length > 0 ? lineList([blocks[0]?.line ?? 1, blocks.at(-1)?.line ?? 1]) : "0行"}を調べました）。文書を確かめるか、ひな形（policy-bot template）に入力して取り込んでください。`,
  );
}

/** Refuses a document whose texts are torn all over: what is left could not be trusted. */
export function refuseTorn(out: Outline): void {
  const total = Math.max(1, out.statements);
  if (out.cut.length >= 3 && out.cut.length * 6 >= total) {
    throw new ImportError(
      `文が途中で切れている行が多く、列や行が混ざっているようです（${lineList(
        out.cut.flatMap((one) => one.lines),
        8,
      )}）。${WAY_OUT}`,
    );
  }
  if (out.early.length > 0) {
    const lines = out.early.flatMap((one) => one.lines);
    if (out.early.length >= 2 && out.early.length * 2 >= out.draft.departments.length) {
      throw new ImportError(
        `見出し（経営方針・重点目標など）の前に文があり、どの文がどの見出しのものか分かりません（${lineList(lines, 8)}）。${WAY_OUT}`,
      );
    }
    out.ledger.warn(
      lines[0] ?? 1,
      `見出し（経営方針・重点目標など）の前に文があります（${lineList(lines, 8)}）。どの見出しのものか、元の文書と見比べてください。`,
    );
  }
  const mixed = [...new Set(out.ledger.linesOf("columns"))];
  if (mixed.length >= 3 && mixed.length >= out.statements) {
    throw new ImportError(
      `1行に項目の印がいくつも並んでいて、段組の列が混ざっています（${lineList(mixed, 8)}）。${WAY_OUT}`,
    );
  }
  const withSuspects = new Set(out.suspects.map((one) => one.department));
  const filled = out.draft.departments.filter((one) => !isEmpty(one) || withSuspects.has(one));
  if (withSuspects.size > 0 && withSuspects.size * 2 >= filled.length) {
    throw new ImportError(
      `見出しだけが続いたあとに文がまとまっていて、どの文がどの見出しのものか分かりません（${lineList(
        out.suspects.flatMap((one) => one.lines),
        8,
      )}）。${WAY_OUT}`,
    );
  }
  if (out.misfits.length >= 2 && out.misfits.length * 3 >= total) {
    throw new ImportError(
      `表の欄の数が見出しと合わない行が多くあります（${lineList(out.misfits, 8)}）。${WAY_OUT}`,
    );
  }
  const names = filledNames(out);
  const empty = out.draft.departments.filter(
    (one) => isEmpty(one) && !withSuspects.has(one) && !names.has(bare(one.name)),
  );
  if (empty.length >= 2 && empty.length * 2 >= out.draft.departments.length) {
    throw new ImportError(
      `部の見出しだけが並び、その下に方針や目標がありません（${lineList(
        empty.map((one) => one.line),
        8,
      )}）。${WAY_OUT}`,
    );
  }
  if (filled.length === out.suspects.length && filled.every(isEmpty)) {
    throw new ImportError(`方針や目標として読み取れる文が残りませんでした。${WAY_OUT}`);
  }
}

/** Names, parentheses aside, of the departments that have content: what an index entry may stand for. */
function filledNames(out: Outline): ReadonlySet<string> {
  return new Set(out.draft.departments.filter((one) => !isEmpty(one)).map((one) => bare(one.name)));
}

function bare(name: string): string {
  return name.replace(/[(（].*$/u, "");
}

/** A department's name without anything under it is an entry of an index, or it is reported. */
export function dropEmptyDepartments(out: Outline): void {
  const unfilled = out.openings.filter((opening) => !opening.filled);
  const names = filledNames(out);
  const entries = new Set(unfilled.filter((opening) => names.has(bare(opening.entry.name))));
  if (entries.size >= 2 && out.index.length === 0)
    out.index.push(...[...entries].map((opening) => opening.entry));
  for (const opening of unfilled) {
    if (entries.has(opening)) continue;
    out.ledger.warn(
      opening.entry.line,
      `「${opening.entry.name}」の見出しの下に方針や目標が見当たらないため、この部は取り込みませんでした。`,
    );
  }
}

/** Reports a department that stands in two places with texts of the same kind. */
export function reportRepeated(out: Outline): void {
  const before = new Map<DraftDepartment, { at: number; line: number; kinds: Set<string> }>();
  for (const [at, opening] of out.openings.filter((one) => one.filled).entries()) {
    const known = before.get(opening.department);
    if (
      known !== undefined &&
      known.at !== at - 1 &&
      [...opening.kinds].some((kind) => known.kinds.has(kind))
    ) {
      out.ledger.warn(
        opening.entry.line,
        `「${opening.entry.name}」が${known.line}行にもあります。同じ部として続けて取り込みました。別の部であれば名前を分けてください。`,
      );
    }
    const kinds = new Set([...(known?.kinds ?? []), ...opening.kinds]);
    before.set(opening.department, { at, line: known?.line ?? opening.entry.line, kinds });
  }
}

/** Reports numbers that jump or repeat: a missing line usually stands there. */
export function checkNumbering(out: Outline): void {
  for (const department of out.draft.departments) {
    for (const kind of ["goal", "policy"] as const) {
      let last = 0;
      let count = 0;
      for (const one of statementsOf(department)) {
        if (one.kind !== kind) continue;
        if (one.number === null) {
          last = 0;
          count = 0;
          continue;
        }
        count += 1;
        if (one.number !== last + 1 && one.number !== 1 && count > 1) {
          const what = one.number === last ? "が重なっています" : `の前が${last}です`;
          out.ledger.warn(
            one.line,
            `項目の番号${one.number}${what}。抜けた項目や取り違えがないか、元の文書と見比べてください。`,
          );
        }
        last = one.number;
      }
    }
  }
}
