import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { ImportError, type ParsedPlan } from "../import/document.js";
import type { ReadDocument } from "../import/elements.js";
import { driftOf } from "../import/profile/drift.js";
import { type PlannedImport, planImport, STOP } from "../import/profile/plan-import.js";
import { mergeProfiles, type Profile } from "../import/profile/profile.js";
import type { DocumentDoubt, OpenQuestion } from "../import/profile/questions.js";
import { askPerson } from "./ask-person.js";
import { CliError, type Io } from "./command.js";

/** A document that was read, with the profile it was read by. */
export interface ReadLayout {
  readonly plan: ParsedPlan;
  readonly profile: Profile;
  /** True where a person answered a question on the way. */
  readonly answered: boolean;
  /** What is to be said about the profile, in Japanese. */
  readonly remarks: readonly string[];
}

interface Source {
  readonly name: string;
  readonly json: boolean;
  /** The file of `--profile`, whose answers are in the draft that is written over it. */
  readonly profile?: string;
}

/** No document of a plan needs more; whoever answers in circles is let go. */
const MAX_QUESTIONS = 12;

/**
 * Reads a document by what is known of its layout, and asks for what is not.
 * @param saved the profile that the municipality keeps, or null
 * @param given the profile of `--profile`, or null
 * @throws CliError where a question is open and nobody can be asked; the half-filled profile is then in a file
 */
export async function readLayout(
  document: ReadDocument,
  known: { readonly saved: Profile | null; readonly given: Profile | null },
  source: Source,
  io: Io,
): Promise<ReadLayout> {
  const first = start(
    document,
    known.given ?? known.saved ?? {},
    known.given === null && known.saved !== null,
  );
  const steps = [first.planned];
  let planned = first.planned;
  for (let turn = 0; planned.question !== null; turn += 1) {
    if (!io.interactive || source.json || turn >= MAX_QUESTIONS) {
      throw await openQuestion(planned.profile, planned.question, source, io);
    }
    await showLines(document, planned.profile, planned.question);
    const answer = await ask(planned.question, steps.length > 1);
    if (answer === null) throw await openQuestion(planned.profile, planned.question, source, io);
    if (answer === BACK) steps.pop();
    else {
      const next = tried(document, mergeProfiles(planned.profile, answer));
      if (next !== null) steps.push(next);
    }
    planned = steps.at(-1) ?? first.planned;
  }
  const answered = steps.length > 1;
  if (planned.plan === null) throw new Error("a plan without a question is missing");
  const base = known.given ?? (first.unfit ? null : known.saved);
  return {
    plan: planned.plan,
    profile: planned.profile,
    answered,
    remarks: [
      ...(first.unfit ? ["保存した様式では読めなかったため、文書から様式を読み取り直しました。"] : []),
      ...(base === null ? [] : driftOf(document, base, planned.profile)),
    ],
  };
}

/** A saved profile that no longer fits at all is set aside; one that was given by name is not. */
function start(
  document: ReadDocument,
  profile: Profile,
  saved: boolean,
): { readonly planned: PlannedImport; readonly unfit: boolean } {
  try {
    return { planned: planImport(document, profile), unfit: false };
  } catch (error) {
    if (!saved || !(error instanceof ImportError)) throw error;
    return { planned: planImport(document, {}), unfit: true };
  }
}

/** What an answer leads to; null where it leads nowhere, which is said, so that another one can be given. */
function tried(document: ReadDocument, profile: Profile): PlannedImport | null {
  if (profile.確認?.includes(STOP) === true) return planImport(document, profile);
  try {
    return planImport(document, profile);
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    process.stderr.write(`${error.message}\n別の答えを選んでください。\n`);
    return null;
  }
}

/** The document's own lines around what is asked, with what they count as so far. */
async function showLines(document: ReadDocument, profile: Profile, question: OpenQuestion): Promise<void> {
  const { linesAround } = await import("../import/profile/shown-lines.js");
  const samples = question.choices.flatMap((choice) => choice.samples);
  const lines = linesAround(document, profile, samples);
  if (lines.length === 0) return;
  process.stderr.write("\n文書の内容（[ ] の中は、いまの読み取り方です）\n");
  process.stderr.write(lines.map((line) => `    ${line}\n`).join(""));
}

const BACK = "back";
/** Whoever types past the choices is let go. */
const MAX_TRIES = 5;

/** @returns the answer, BACK, or null where the person leaves */
async function ask(question: OpenQuestion, more: boolean): Promise<Profile | typeof BACK | null> {
  process.stderr.write(`\n${question.text}\n`);
  if (question.doubts !== undefined) return askDoubts(question.doubts, more);
  for (const [index, { label, samples }] of question.choices.entries()) {
    process.stderr.write(`  [${index + 1}] ${label}\n`);
    if (samples.length > 0) process.stderr.write(`      ${samples.slice(0, 4).join(" / ")}\n`);
  }
  if (more) process.stderr.write("  [0] 一つ前の質問に戻る\n");
  const picked = await pick(question.choices.length, more);
  return typeof picked === "number" ? (question.choices[picked - 1]?.profile ?? null) : picked;
}

/** Every doubt by itself, with the document's own lines; one that is right ends the import. */
async function askDoubts(
  doubts: readonly DocumentDoubt[],
  more: boolean,
): Promise<Profile | typeof BACK | null> {
  let at = 0;
  while (at < doubts.length) {
    const { message, samples } = doubts[at] as DocumentDoubt;
    const back = more || at > 0;
    process.stderr.write(`\n（${at + 1}／${doubts.length}）${message}\n`);
    process.stderr.write(samples.map((line) => `      ${line}\n`).join(""));
    process.stderr.write("  [1] このままでよい\n  [2] 違うので、取り込まない\n");
    if (back) process.stderr.write("  [0] 一つ前の質問に戻る\n");
    const picked = await pick(2, back);
    if (picked === null) return null;
    if (picked === 2) return { 確認: [STOP] };
    if (picked === BACK && at === 0) return BACK;
    at += picked === BACK ? -1 : 1;
  }
  return { 確認: doubts.map(({ kind }) => kind) };
}

/** A number that somebody types. @param back whether 0 leads back */
async function pick(count: number, back: boolean): Promise<number | typeof BACK | null> {
  for (let turn = 0; turn < MAX_TRIES; turn += 1) {
    const typed = await askPerson("番号を入力してください（やめるときは空のまま Enter）: ");
    if (typed === null || typed === "") return null;
    const number = /^\d{1,3}$/u.test(typed.normalize("NFKC")) ? Number(typed.normalize("NFKC")) : -1;
    if (number === 0 && back) return BACK;
    if (number >= 1 && number <= count) return number;
    process.stderr.write(`${back ? 0 : 1}から${count}までの番号を入力してください。\n`);
  }
  return null;
}

/** More drafts of one document than anybody fills in. */
const MOST_DRAFTS = 20;

/**
 * Writes a draft beside the caller, never over one that somebody may have filled in, unless it was given with the command.
 * @returns the file's name, null where none can be written
 */
function writeDraft(source: Source, draft: string): string | null {
  const stem = basename(source.name).replace(/\.[^.]+$/u, "");
  for (let turn = 1; turn <= MOST_DRAFTS; turn += 1) {
    const file = `${stem}.様式${turn === 1 ? "" : turn}.yaml`;
    try {
      if (existsSync(file) && file !== source.profile && readFileSync(file, "utf8") !== draft) continue;
      writeFileSync(file, draft);
      return file;
    } catch {
      return null;
    }
  }
  return null;
}

/** Writes what is known so far beside the caller, and says in one line what is open. */
async function openQuestion(
  profile: Profile,
  question: OpenQuestion,
  source: Source,
  io: Io,
): Promise<CliError> {
  const { draftProfile, questionLine } = await import("../import/profile/profile-file.js");
  const written = writeDraft(source, draftProfile(profile, question));
  if (source.json) {
    io.out(JSON.stringify({ applied: false, question, profile, profileFile: written }));
  }
  const where =
    written === null
      ? "様式の下書きはこのフォルダーに書けませんでした。"
      : `様式の下書きを ${written} に書きました。答えを書き入れて --profile ${written} を付けるか、`;
  if (io.interactive && !source.json) {
    const go =
      written === null ? "" : `${written} に答えを書き入れ、--profile を付けてやり直すこともできます。`;
    return new CliError(`取り込みませんでした。${go}`);
  }
  return new CliError(
    `確かめることがあるため取り込みませんでした。${questionLine(question)} ${where}端末で実行すると、その場で答えられます。`,
  );
}
