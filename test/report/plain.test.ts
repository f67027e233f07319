import { expect, it } from "vitest";
import { foldCharacters } from "../../src/domain/fold.js";
import { toPlain } from "../../src/domain/plain.js";

const CHARACTERS = Array.from({ length: 0x10000 - 0x20 }, (_, index) => String.fromCharCode(0x20 + index));

it("a character is read the same whether what follows it needs a closer look or not", () => {
  // A blank without width stands for nothing, but might belong to what stands before it.
  const different = CHARACTERS.filter(
    (each) =>
      toPlain(`あ${each}あ`).text !== toPlain(`あ\u200b${each}\u200bあ`).text ||
      foldCharacters(`${each}亜`).text !== foldCharacters(`${each}\u200b亜`).text,
  );
  // Marks belong to the character that they follow.
  expect(different.filter((each) => !/[\p{M}ﾞﾟ]/u.test(each))).toEqual([]);
});

it("a mark stays with the character that it follows", () => {
  expect(toPlain("ほけか\u3099ん")).toMatchObject({
    text: "ほけがん",
    starts: [0, 1, 2, 4],
    ends: [1, 2, 4, 5],
  });
  expect(foldCharacters("カﾞス")).toMatchObject({ text: "がす", starts: [0, 2], ends: [2, 3] });
});
