import { existsSync, readFileSync } from "node:fs";
import {
  endWords,
  LINK_WORDS,
  lastYearWords,
  NOTHING_AFTER,
  NOTHING_BEFORE,
  UNCONFIRMED,
} from "../bot/features/lineage/lineage-view.js";
import {
  CHANGE_WORDS,
  importCountWords,
  KIND_WORDS,
  nameNotes,
} from "../bot/features/office/import-words.js";
import { fiscalYearLabel } from "../domain/time.js";
import { applyImport, type ImportOutcome } from "../import/apply.js";
import { type Change, type ImportOptions, tally, tallyPlaces } from "../import/changes.js";
import { openFile, type Source, type TextSource } from "../import/decode.js";
import { ImportError, type ImportWarning, type ParsedPlan } from "../import/document.js";
import type { ReadDocument, ReadingNotice } from "../import/elements.js";
import { readPlanSource } from "../import/plan-source.js";
import { elementOfPage, placeWords, printedNumber } from "../import/printed-text.js";
import { statedPlace } from "../import/profile/plan-import.js";
import { lasting, type Profile } from "../import/profile/profile.js";
import { type Db, openCurrent, requireBegun } from "../store/database.js";
import { isOpenLink } from "../store/links.js";
import { savedProfile, saveProfile } from "../store/plans.js";
import { type ReadLayout, readLayout } from "./ask-layout.js";
import { askYes } from "./ask-person.js";
import { readYear } from "./choose-plan.js";
import { CliError, type Io, readArgs, UsageError } from "./command.js";
import type { ProgressOptions } from "./import-progress.js";
import { spareDatabase } from "./write-out.js";

const OPTIONS = {
  municipality: { type: "string" },
  "fiscal-year": { type: "string" },
  track: { type: "string", multiple: true },
  profile: { type: "string" },
  "save-profile": { type: "boolean" },
  "to-template": { type: "string" },
  "dry-run": { type: "boolean" },
  yes: { type: "boolean" },
  json: { type: "boolean" },
} as const;

/**
 * `policy-bot import FILE`: read → profile (saved, given, guessed or asked) → show → apply in one transaction. A 進捗一覧 of our own that came back filled
 * in is no plan; what was filled in becomes notes.
 */
export async function runImport(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs(args, OPTIONS, {
    min: 1,
    max: 1,
    missing: "取り込むファイルを指定してください。",
  });
  const year = readYear(values["fiscal-year"]);
  const source = openFile(positionals[0] ?? "");
  const ended =
    source.kind === "xlsx" || source.kind === "csv"
      ? await takeReturned(
          source,
          {
            municipality: values.municipality?.trim() ?? null,
            fiscalYear: year,
            dryRun: values["dry-run"] === true,
            yes: values.yes === true,
            json: values.json === true,
            tracked: values.track !== undefined,
          },
          io,
        )
      : null;
  if (ended !== null) return ended;
  const file = io.config().databasePath;
  const json = values.json === true;
  const given = values.profile === undefined ? null : await profileFile(values.profile);
  const read = await readPlanSource(source, source.content);
  const known = {
    saved: await kept(file, values.municipality?.trim() ?? statedPlace(read.document).municipality),
    given,
  };
  const out = values["to-template"];
  if (out !== undefined) return writeFilled(out, read.document, known.given ?? known.saved ?? {}, io);
  // Nobody is asked about a layout only to be told afterwards what has to be given with the command.
  if (read.form === null && io.interactive && !json)
    placeOf(statedPlace(read.document), values.municipality?.trim() ?? null, year);
  const layout =
    read.form !== null
      ? null
      : await readLayout(
          read.document,
          known,
          { name: source.name, json, ...(values.profile === undefined ? {} : { profile: values.profile }) },
          io,
        ).catch((error: unknown) => {
          throw error instanceof ImportError
            ? new ImportError(`${error.message}${FILL}`, { cause: error })
            : error;
        });
  const parsed = layout?.plan ?? read.form ?? neverRead();
  const place = placeOf(parsed, values.municipality?.trim() ?? null, year);
  const options: ImportOptions = {
    municipality: place.municipality,
    fiscalYear: place.fiscalYear,
    track: values.track ?? [],
    sourceName: source.name,
    sourceSha256: source.sha256,
    now: io.clock(),
    actor: "cli",
  };
  const remarks = (layout?.remarks ?? []).map((message): ImportWarning => ({ line: 1, message }));
  const notices = read.document.notices.map(noticed);
  const warnings = [...place.warnings, ...remarks, ...notices, ...parsed.warnings];
  const dryRun = values["dry-run"] === true;
  if (!dryRun) requireBegun(file, io.config());
  const preview = tryOut(file, parsed, options);
  if (!json) showPreview(io, parsed, preview, warnings);
  const agreed = dryRun || values.yes === true || (await agree(io, preview, json));
  if (!agreed) {
    throw new CliError(
      "取り込みませんでした。進捗の付いた目標が文書からなくなるためです。よければ --yes を付けてやり直してください。",
    );
  }
  const outcome = dryRun ? preview : await carryOut(file, parsed, options, preview);
  const keep = layout !== null && !dryRun && (values["save-profile"] === true || layout.answered);
  if (keep) await keepProfile(file, place.municipality, layout, io);
  if (json) io.out(JSON.stringify(report(outcome, !dryRun, warnings)));
  else {
    sayMadeWay(io, outcome);
    io.out(dryRun ? "確認だけをしました（取り込んでいません）。" : "取り込みました。");
  }
  return 0;
}

/**
 * A table of our own that was exported, filled in and came back: what was filled in becomes notes.
 * @returns the exit status; null where the file is a document
 */
async function takeReturned(
  source: Exclude<Source, TextSource>,
  options: ProgressOptions & { readonly tracked: boolean },
  io: Io,
): Promise<number | null> {
  const { readEvaluationRows, readReturned } = await import("../export/returned/read.js");
  const sheets = source.kind === "xlsx" ? await readEvaluationRows(source) : null;
  const progress = sheets === null ? await readReturned(source) : null;
  if (sheets === null && progress === null) return null;
  const { runImportEvaluations, runImportProgress } = await import("./import-progress.js");
  if (sheets !== null) return runImportEvaluations(sheets, options, io);
  if (options.tracked) throw new UsageError("進捗一覧の取込みに --track は使えません。");
  return runImportProgress(source, progress ?? { rows: [], indicators: [] }, options, io);
}

/** What was agreed to is what is done: while the question stood, somebody may have changed the plan. */
async function carryOut(
  file: string,
  parsed: ParsedPlan,
  options: ImportOptions,
  preview: ImportOutcome,
): Promise<ImportOutcome> {
  const { importDocument, previewMark } = await import("../bot/features/office/import-document.js");
  const seen = { mark: previewMark(preview), links: new Map<string, string>() };
  return withFile(file, (db) => importDocument(db, parsed, options, seen));
}

/** What a document that no profile can express ends in. */
const FILL = "読み取った内容は --to-template 様式.xlsx を付けると様式に書き出せます。";

async function writeFilled(out: string, document: ReadDocument, profile: Profile, io: Io): Promise<number> {
  spareDatabase(io, out);
  const { fillTemplate } = await import("../export/filled-template.js");
  const { writeTemplate } = await import("../export/template.js");
  const { bytes, filled, left } = await fillTemplate(document, profile);
  writeTemplate(out, bytes);
  io.err(
    `読み取った内容を ${out} に書き出しました（${filled}件。様式に入らなかった行 ${left}行）。直したら policy-bot import ${out} で取り込めます。`,
  );
  return 0;
}

function sayMadeWay(io: Io, { madeWay, municipality }: ImportOutcome): void {
  if (madeWay.current)
    io.out(`これからは、自治体を指定しない質問は${municipality}の計画のこととして答えます。`);
  if (madeWay.samples.length === 0) return;
  const names = madeWay.samples.map((each) => `${each.municipality} ${fiscalYearLabel(each.fiscalYear)}`);
  io.out(`見本（${names.join("、")}）は片付けます。policy-bot samples --restore で戻せます。`);
}

/** What would happen is tried in memory where there is no file yet: a document that is refused leaves none behind. */
function tryOut(file: string, parsed: ParsedPlan, options: ImportOptions): ImportOutcome {
  return withFile(existsSync(file) ? file : ":memory:", (db) => applyImport(db, parsed, options, false));
}

function withFile(file: string, work: (db: Db) => ImportOutcome): ImportOutcome {
  const db = openCurrent(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** Loaded where there is a profile to be read or kept. */
const profileFiles = () => import("../import/profile/profile-file.js");

async function profileFile(path: string): Promise<Profile> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new CliError(`様式のファイル ${path} を読めません。場所と名前を確かめてください。`);
  }
  return (await profileFiles()).parseProfile(text, path);
}

/** The profile that the municipality's last document was read by. */
async function kept(file: string, municipality: string | null): Promise<Profile | null> {
  if (municipality === null || !existsSync(file)) return null;
  const db = openCurrent(file);
  try {
    const saved = savedProfile(db, municipality);
    return saved === null ? null : (await profileFiles()).parseProfile(saved.profile, "保存した様式");
  } finally {
    db.close();
  }
}

async function keepProfile(file: string, municipality: string, layout: ReadLayout, io: Io): Promise<void> {
  const { formatProfile } = await profileFiles();
  const db = openCurrent(file);
  try {
    saveProfile(db, municipality, formatProfile(lasting(layout.profile)), "cli", io.clock());
  } finally {
    db.close();
  }
}

const noticed = ({ message, place }: ReadingNotice): ImportWarning => ({
  line: place.line ?? (place.page === null ? 1 : elementOfPage(place.page, 0)),
  message,
});

function neverRead(): never {
  throw new Error("a document was read without a plan");
}

interface Place {
  readonly municipality: string;
  readonly fiscalYear: number;
  readonly warnings: readonly ImportWarning[];
}

/** Municipality and year: as told, else as the document states; never guessed. */
function placeOf(
  parsed: Pick<ParsedPlan, "municipality" | "fiscalYear">,
  municipality: string | null,
  year: number | null,
): Place {
  const name = municipality ?? parsed.municipality;
  const fiscalYear = year ?? parsed.fiscalYear;
  const missing = [
    ...(name === null || name === "" ? ["自治体の名前（--municipality 板橋区）"] : []),
    ...(fiscalYear === null ? ["年度（--fiscal-year 令和8年度）"] : []),
  ];
  if (name === null || name === "" || fiscalYear === null) {
    throw new ImportError(
      `この文書には${missing.join("と、")}が書かれていません。かっこの中のように指定してください。`,
    );
  }
  const warnings: ImportWarning[] = [];
  if (parsed.municipality !== null && parsed.municipality !== name) {
    warnings.push({
      line: 1,
      message: `文書には「${parsed.municipality}」とありますが、指定された「${name}」として取り込みます。`,
    });
  }
  if (parsed.fiscalYear !== null && parsed.fiscalYear !== fiscalYear) {
    warnings.push({
      line: 1,
      message: `文書には${fiscalYearLabel(parsed.fiscalYear)}とありますが、指定された${fiscalYearLabel(fiscalYear)}として取り込みます。`,
    });
  }
  return { municipality: name, fiscalYear, warnings };
}

function report(outcome: ImportOutcome, applied: boolean, warnings: readonly ImportWarning[]) {
  return {
    applied,
    municipality: outcome.municipality,
    fiscalYear: outcome.fiscalYear,
    layout: outcome.layout,
    counts: outcome.counts,
    changes: tally(outcome.changes),
    warnings: [...warnings, ...nameNotes(outcome).map((message) => ({ line: 1, message }))].map(
      ({ line, message }) => ({ line: printedNumber(line), message }),
    ),
  };
}

/** Texts with notes that would disappear need a yes. */
async function agree(io: Io, preview: ImportOutcome, json: boolean): Promise<boolean> {
  const losing = preview.changes.filter((change) => change.what === "removed" && change.notes > 0);
  if (losing.length === 0) return true;
  if (!io.interactive || json) return false;
  return askYes("進捗の付いた目標が見えなくなります（記録は残ります）。取り込みますか。");
}

const SHOWN_CHANGES = 40;

function showPreview(
  io: Io,
  parsed: ParsedPlan,
  preview: ImportOutcome,
  warnings: readonly ImportWarning[],
): void {
  const { counts } = preview;
  io.out(
    `${preview.municipality} ${fiscalYearLabel(preview.fiscalYear)}　${preview.title}（様式 ${preview.layout}）`,
  );
  io.out(importCountWords(counts));
  for (const department of parsed.departments) {
    const policies = department.sections.reduce((sum, section) => sum + section.policies.length, 0);
    const goals = department.sections.reduce((sum, section) => sum + section.goals.length, 0);
    const names = department.sections.map((section) => section.name).filter((name) => name !== "");
    io.out(`  ${department.order} ${department.name}　方針 ${policies}　目標 ${goals}　${names.join("・")}`);
  }
  if (warnings.length > 0) io.out(`注意 ${warnings.length}件`);
  for (const warning of warnings) io.out(`  ${placeWords(warning.line)}: ${warning.message}`);
  for (const note of nameNotes(preview)) io.out(`  ${note}`);
  showLineage(io, preview);
  const { added, changed, removed } = tally(preview.changes);
  const { renamed, moved, reordered } = tallyPlaces(preview.changes);
  io.out(`前回との違い　追加 ${added}　変更 ${changed}　削除 ${removed}`);
  if (renamed + moved + reordered > 0)
    io.out(`　　　　　　　改称 ${renamed}　移動 ${moved}　並べ替え ${reordered}`);
  if (changed + removed + renamed + moved + reordered === 0) return;
  const listed = preview.changes.filter((change) => change.what !== "added" || added <= SHOWN_CHANGES);
  for (const change of listed.slice(0, SHOWN_CHANGES)) io.out(`  ${changeLine(change)}`);
  if (listed.length > SHOWN_CHANGES) io.out(`  ほか ${listed.length - SHOWN_CHANGES}件`);
}

/** How the year before goes on: what is not plain, each by name, and what is not sure marked. */
function showLineage(io: Io, { lineage }: ImportOutcome): void {
  if (lineage.length === 0) return;
  const open = lineage.filter(isOpenLink);
  io.out(`前の年度からの続き方　${lineage.length}件　確かめていただきたいもの ${open.length}件`);
  const notable = lineage.filter(({ kind }) => kind !== "same");
  const shown = [...notable].sort((a, b) => Number(isOpenLink(b)) - Number(isOpenLink(a)));
  for (const link of shown.slice(0, SHOWN_CHANGES)) {
    const { level, kind, from, to } = link;
    const mark = isOpenLink(link) ? `（${UNCONFIRMED}）` : "";
    const before = from === null ? NOTHING_BEFORE : endWords(from);
    const after = to === null ? NOTHING_AFTER : endWords(to);
    io.out(`  ${LINK_WORDS[kind]}${level === "department" ? "（部）" : ""}${mark} ${before} → ${after}`);
    for (const words of lastYearWords(link)) io.out(`    ${words}`);
  }
  if (shown.length > SHOWN_CHANGES) io.out(`  ほか ${shown.length - SHOWN_CHANGES}件`);
  if (open.length > 0) io.out("  取り込んだあと、企画課が /policy 系譜 で確かめたり直したりできます。");
}

function changeLine(change: Change): string {
  const place = `${change.department ?? "全体"}・${KIND_WORDS[change.kind]}`;
  const notes = change.notes > 0 ? `（進捗 ${change.notes}件）` : "";
  const number = change.goal === null ? "" : `（番号 ${change.goal.number}）`;
  const word = CHANGE_WORDS[change.what];
  switch (change.what) {
    case "added":
      return `${word} ${place}: ${change.after ?? ""}${number}`;
    case "removed":
      return `${word} ${place}${notes}: ${change.before ?? ""}`;
    case "changed":
      return `${word} ${place}${notes}: ${change.before ?? ""} → ${change.after ?? ""}${number}`;
    case "renamed":
      return `${word} ${change.kind === "section" ? `${place}: ` : ""}${change.before ?? ""} → ${change.after ?? ""}`;
    case "moved":
      return `${word} ${place}${notes}: ${change.after ?? ""}（${change.before === "" ? "見出しなし" : (change.before ?? "")} から）${number}`;
    case "reordered":
      return `${word} ${place}${notes}: ${change.after ?? ""}${number}`;
  }
}
