import { createInterface } from "node:readline/promises";

/** Asks whoever sits at the terminal. @returns what was typed, without outer blanks; null where they left (Ctrl+C, Ctrl+D) */
export async function askPerson(question: string): Promise<string | null> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await prompt.question(question)).trim();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "AbortError") throw error;
    process.stderr.write("\n");
    return null;
  } finally {
    prompt.close();
  }
}

/** A question that is answered with はい; anything else, and leaving, is a no. */
export async function askYes(question: string): Promise<boolean> {
  return /^(はい|y|yes)$/iu.test((await askPerson(`${question}[はい/いいえ] `)) ?? "");
}
