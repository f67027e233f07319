import { expect, it, vi } from "vitest";
import { findNumbers } from "../../src/domain/privacy/numbers.js";

/** Patterns that are tried for one number of a text of many. */
function triedFor(number: string, count: number): number {
  const tried = vi.spyOn(RegExp.prototype, "test");
  try {
    findNumbers(number.repeat(count));
    return tried.mock.calls.length / count;
  } finally {
    tried.mockRestore();
  }
}

it("tries few patterns for each number where thousands stand in a row, and no words before them more than once", () => {
  for (const number of ["(1)", "2 ", "、1", "3-", "0 "])
    expect(triedFor(number, 2000), number).toBeLessThan(80);
});
