import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { judgeReply, readIn } from "./judging.js";
import { OFFICER_REPLIES, type OfficerReply } from "./officer-replies.js";

/** At most so many of the replies that are clear are asked about. */
const NEEDLESS = 0.05;

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const cases = path.resolve(root, "../shared/cases/replies/replies.tsv");

function readCases(): OfficerReply[] {
  const [, ...lines] = readFileSync(cases, "utf8").split("\n");
  return lines.flatMap((line) => {
    const [, situation = "", expected = "", ask = "", , ...text] = line.split("\t");
    if (expected === "") return [];
    const single = /^single goal (\d+)/.exec(situation)?.[1];
    const said = text.join("\t").replaceAll("\\n", "\n").replaceAll("\\t", "\t");
    const right = ask === "no" || ask === "yes" ? ask : "may";
    return [[single === undefined ? "all" : Number(single), expected, right, said] as const];
  });
}

function examine(replies: readonly OfficerReply[]): void {
  let needless = 0;
  for (const [thread, expected, ask, text] of replies) {
    const { wrong, lost, asked } = judgeReply(readIn(thread, text), expected);
    expect.soft(wrong, `stored and never said: ${text}`).toEqual([]);
    expect.soft(lost, `lost: ${text}`).toEqual([]);
    if (ask === "yes") expect.soft(asked, `is asked about: ${text}`).toBe(true);
    if (ask === "no" && asked) needless += 1;
  }
  expect(needless / replies.length).toBeLessThanOrEqual(NEEDLESS);
}

describe("what officers write", () => {
  test("of our own examples no state and no goal is stored that nobody said, none is lost, few are asked about", () => {
    expect(OFFICER_REPLIES.length).toBeGreaterThan(1850);
    examine(OFFICER_REPLIES);
  });

  test.skipIf(!existsSync(cases))("the same holds for the cases, where they are there", () => {
    examine(readCases());
  });
});
