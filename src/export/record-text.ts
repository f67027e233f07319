/**
 * 進捗の記録 for reading and printing. Every line of ours begins at the margin and every line of people's words is set in
 * behind a bar, so that no word can pass for a line of the record. For checking the hashes there is the JSON.
 */

import { EVALUATION_FIELDS, type EvaluationContent, FIELD_LABELS } from "../domain/evaluation.js";
import { proxyWords } from "../domain/proxy-words.js";
import { fiscalYearLabel } from "../domain/time.js";
import type { Misfit, MisfitKind } from "../store/misfits.js";
import type { HashedEvaluation } from "./evaluation-record.js";
import { printable } from "./progress-table.js";
import type { HashedEntry, NoteRecord, RecordRevision } from "./record.js";

const VIAS: Readonly<Record<string, string>> = {
  thread: "スレッドへの返信",
  form: "入力フォーム",
  button: "ボタン",
  command: "/policy 報告",
  sheet: "進捗一覧（表計算）",
};

const REASONS: Readonly<Record<RecordRevision["reason"], string>> = {
  edit: "本人の編集",
  withdraw: "取消",
  restore: "取消の取りやめ",
  correct: "訂正",
};

export function recordText(record: NoteRecord): string {
  const withdrawn = record.entries.filter(({ withdrawnAt }) => withdrawnAt !== null).length;
  const doubts = new Map(record.audit.misfits.map((misfit) => [misfit.note, kindsOf(misfit)]));
  const lines = [
    `進捗の記録　${line(record.department)}${record.goal === null ? "" : ` 重点目標${record.goal}`}`,
    `計画　${line(record.municipality)} ${fiscalYearLabel(record.fiscalYear)}　${line(record.title)}`,
    `期間　${record.from} から ${record.to} まで（報告のあった日による）`,
    `書き出した日時　${time(record.writtenAt)}`,
    `件数　${record.entries.length}件${withdrawn === 0 ? "" : `（うち取り消されたもの ${withdrawn}件）`}`,
    "",
    ...record.entries.flatMap((entry, index) => [
      ...entryLines(entry, index + 1, doubts.get(entry.note) ?? null),
      "",
    ]),
    ...record.evaluations.flatMap((evaluation, index) => [...evaluationLines(evaluation, index + 1), ""]),
    "ハッシュ一覧（SHA-256。JSON で書き出した各件の、sha256 の欄を除いた内容によるもの）",
    ...record.entries.map(({ sha256 }, index) => `${index + 1}　${sha256}`),
    ...record.evaluations.map(({ sha256 }, index) => `評価${index + 1}　${sha256}`),
    record.audit.head === null
      ? "変更の記録　まだありません"
      : `変更の記録の末尾　${record.audit.head.id}番　${record.audit.head.hash}`,
    `変更の記録の確認　${verdict(record.audit)}`,
  ];
  return `${lines.join("\n")}\n`;
}

function verdict({ brokenAt, misfits }: NoteRecord["audit"]): string {
  if (brokenAt !== null) return `${brokenAt}番の記録が後から書き換えられています。`;
  return misfits.length === 0
    ? "書き換えられていません。"
    : `変更の記録と合わない報告があります: ${line(misfitList(misfits))}。控え（バックアップ）と比べてください。`;
}

/** @param doubt what of the note does not fit the audit, or null */
function entryLines(entry: HashedEntry, index: number, doubt: string | null): string[] {
  const goal = entry.goal === null ? "計画から外れた重点目標" : `重点目標${entry.goal}`;
  const stored = entry.recordedAt === entry.saidAt ? "" : `（記録 ${time(entry.recordedAt)}）`;
  const post = entry.post === null ? "" : `・${line(entry.post)}`;
  const behalf = proxyWords(entry.onBehalfOf === null ? null : line(entry.onBehalfOf));
  return [
    `${index}　${time(entry.saidAt)}${stored}　${goal}${entry.withdrawnAt === null ? "" : "　【取消】"}`,
    ...(doubt === null ? [] : [`  確認　報告${entry.note}番は変更の記録と合いません（${doubt}）`]),
    `  目標　${line(entry.goalText)}`,
    `  報告者　${line(entry.author)}${post}${behalf}　${line(entry.authorId)}`,
    `  方法　${VIAS[entry.via] ?? entry.via}`,
    ...(entry.link === null ? [] : [`  リンク　${line(entry.link)}`]),
    `  状態　${standing(entry)}`,
    ...words(entry.text),
    ...entry.moves.map(
      (move) =>
        `  移動　${time(move.at)}　${line(move.by)}　${move.fromGoal === null ? "" : `重点目標${move.fromGoal} `}「${line(move.fromText)}」から`,
    ),
    ...entry.revisions.flatMap((revision) => [
      `  第${revision.revision}版（${time(revision.replacedAt)} まで。${REASONS[revision.reason]}${revision.replacedBy === null ? "" : `、${line(revision.replacedBy)}`}）　${standing(revision)}`,
      ...words(revision.text),
    ]),
    ...(entry.withdrawnAt === null ? [] : [`  取消　${time(entry.withdrawnAt)}`]),
    `  SHA-256　${entry.sha256}`,
  ];
}

function evaluationLines(entry: HashedEvaluation, index: number): string[] {
  const goal = entry.goal === null ? "計画から外れた重点目標" : `重点目標${entry.goal}`;
  const fields = (content: EvaluationContent): string[] =>
    EVALUATION_FIELDS.filter((field) => content[field] !== "").flatMap((field) => [
      `  ${FIELD_LABELS[field]}`,
      ...words(content[field]),
    ]);
  const verdicts = { confirmed: "確認済み", returned: "差戻し" } as const;
  return [
    `評価${index}　${time(entry.writtenAt)}　${line(entry.occasion)}（${entry.asOf}時点）　${goal}`,
    ...(entry.fits ? [] : ["  確認　この評価は変更の記録と合いません"]),
    `  目標　${line(entry.goalText)}`,
    `  記入者　${line(entry.author)}${proxyWords(entry.onBehalfOf === null ? null : line(entry.onBehalfOf))}`,
    ...fields(entry),
    ...(entry.verdict === null
      ? []
      : [
          `  ${verdicts[entry.verdict]}${entry.confirmedBy === null ? "" : `　${line(entry.confirmedBy)}`}${entry.asDeputy ? "（代理）" : ""}`,
        ]),
    ...entry.versions.flatMap((version) => [
      `  第${version.revision}版（${time(version.writtenAt)}　${line(version.author)}）`,
      ...fields(version),
    ]),
    `  SHA-256　${entry.sha256}`,
  ];
}

function standing(content: Pick<HashedEntry, "stateLabel" | "percent" | "unchanged">): string {
  const parts = [
    ...(content.unchanged ? ["変更なし"] : []),
    ...(content.stateLabel === null ? [] : [line(content.stateLabel)]),
    ...(content.percent === null ? [] : [`${content.percent}%`]),
  ];
  return parts.length === 0 ? "記入なし" : parts.join("・");
}

/** People's words, each line of theirs behind a bar. */
function words(text: string): string[] {
  if (text === "") return [];
  return visible(text)
    .split("\n")
    .map((part) => `    | ${part}`);
}

/** One line whatever was typed: names and posts hold what people wrote, too. */
function line(text: string): string {
  return visible(text).replace(/\s+/gu, " ");
}

/** Without what drives terminals or turns the direction of reading; every kind of line end is one. */
function visible(text: string): string {
  return printable(text.replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, "\n")).replace(
    /[\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/g,
    "",
  );
}

/** `2026-11-24 09:00` of an ISO instant of Tokyo. */
function time(iso: string): string {
  return iso.slice(0, 19).replace("T", " ");
}

/** How a note that does not fit the audit is told to whoever reads a record or runs the machine. */

const WORDS: Readonly<Record<MisfitKind, string>> = {
  text: "本文",
  values: "状態・割合",
  goal: "目標",
  origin: "報告者・日時",
  withdrawal: "取消",
  history: "前の版",
  unknown: "変更の記録にない報告",
  missing: "報告そのものがない",
};

/** The numbers of more than these are of no use to somebody who reads: with so many, the whole file is in doubt. */
const SHOWN = 20;

/** `危機管理部 重点目標2 の報告12番（本文、状態・割合）`, the next behind `、`. */
export function misfitList(misfits: readonly Misfit[]): string {
  const shown = misfits
    .slice(0, SHOWN)
    .map((misfit) => `${placeOf(misfit)}報告${misfit.note}番（${kindsOf(misfit)}）`);
  const more = misfits.length > SHOWN ? ` ほか${misfits.length - SHOWN}件` : "";
  return `${shown.join("、")}${more}`;
}

export function kindsOf({ kinds }: Misfit): string {
  return kinds.map((kind) => WORDS[kind]).join("、");
}

function placeOf({ department, goal }: Misfit): string {
  if (department === null) return "";
  return `${department} ${goal === null ? "計画から外れた重点目標" : `重点目標${goal}`} の`;
}
