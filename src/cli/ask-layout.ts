import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { createInterface } from "node:readline/promises";
import { ImportError, type ParsedPlan } from "../import/document.js";
import type { ReadDocument } from "../import/elements.js";
import { draftProfile, questionLine } from "../import/profile/draft-file.js";
import { driftOf } from "../import/profile/drift.js";
import { type PlannedImport, planImport } from "../import/profile/plan-import.js";
import { mergeProfiles, type Profile } from "../import/profile/profile.js";
import type { OpenQuestion } from "../import/profile/questions.js";
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
  source: { readonly name: string; readonly json: boolean },
  io: Io,
): Promise<ReadLayout> {
  const first = start(
    document,
    known.given ?? known.saved ?? {},
    known.given === null && known.saved !== null,
  );
  let planned = first.planned;
  let answered = false;
  for (let turn = 0; planned.question !== null; turn += 1) {
    if (!io.interactive || source.json || turn >= MAX_QUESTIONS) {
      throw openQuestion(planned.profile, planned.question, source, io);
    }
    const answer = await ask(planned.question);
    if (answer === null) throw openQuestion(planned.profile, planned.question, source, io);
    planned = planImport(document, mergeProfiles(planned.profile, answer));
    answered = true;
  }
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

async function ask(question: OpenQuestion): Promise<Profile | null> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    process.stderr.write(`${question.text}\n`);
    for (const { message, samples } of question.doubts ?? [])
      process.stderr.write(`  ・${message}\n${samples.map((line) => `      ${line}\n`).join("")}`);
    for (const [index, { label, samples }] of question.choices.entries()) {
      process.stderr.write(`  [${index + 1}] ${label}\n`);
      if (samples.length > 0) process.stderr.write(`      ${samples.slice(0, 4).join(" / ")}\n`);
    }
    for (let turn = 0; turn < 3; turn += 1) {
      const answer = await prompt.question("番号を入力してください（やめるときは空のまま Enter）: ");
      if (answer.trim() === "") return null;
      const number = Number.parseInt(answer.normalize("NFKC"), 10);
      const choice = question.choices[number - 1];
      if (choice !== undefined) return choice.profile;
    }
    return null;
  } finally {
    prompt.close();
  }
}

/** Writes what is known so far beside the caller, and says in one line what is open. */
function openQuestion(
  profile: Profile,
  question: OpenQuestion,
  source: { readonly name: string; readonly json: boolean },
  io: Io,
): CliError {
  const file = `${basename(source.name).replace(/\.[^.]+$/u, "")}.様式.yaml`;
  let written: string | null = file;
  try {
    writeFileSync(file, draftProfile(profile, question));
  } catch {
    written = null;
  }
  if (source.json) {
    io.out(JSON.stringify({ applied: false, question, profile, profileFile: written }));
  }
  const where =
    written === null
      ? "様式の下書きはこのフォルダーに書けませんでした。"
      : `様式の下書きを ${written} に書きました。答えを書き入れて --profile ${written} を付けるか、`;
  return new CliError(
    `確かめることがあるため取り込みませんでした。${questionLine(question)} ${where}端末で実行すると、その場で答えられます。`,
  );
}
