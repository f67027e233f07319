import { expect, it } from "vitest";
import { compareWording, type WordingPart } from "../src/domain/wording.js";

const shown = (parts: readonly WordingPart[]): string =>
  parts.map(({ text, differs }) => (differs ? `[${text}]` : text)).join("");

it.each([
  [
    "福祉避難所の協定先の拡大",
    "福祉避難所の協定先の更なる拡大",
    "福祉避難所の協定先の拡大",
    "福祉避難所の協定先の[更なる]拡大",
  ],
  ["危機管理室", "危機管理部", "危機管理[室]", "危機管理[部]"],
  ["公園の樹木の更新", "公園の樹木と街路樹の更新", "公園の樹木の更新", "公園の樹木[と街路樹]の更新"],
  ["同じ文", "同じ文", "同じ文", "同じ文"],
  ["", "新しい文", "", "[新しい文]"],
  ["🌳の更新", "🌲の更新", "[🌳]の更新", "[🌲]の更新"],
  ["3施設と協議し公表", "5施設で合意し公表", "[3]施設[と協議]し公表", "[5]施設[で合意]し公表"],
])("marks what differs between %j and %j", (before, after, left, right) => {
  const compared = compareWording(before, after);
  expect([shown(compared.before), shown(compared.after)]).toEqual([left, right]);
});

it("loses no character, whatever is compared", () => {
  const texts = ["あいうえお".repeat(40), "うえおか".repeat(300), "", "か", "協定先の拡大と避難支援"];
  for (const before of texts)
    for (const after of texts) {
      const compared = compareWording(before, after);
      expect(compared.before.map(({ text }) => text).join("")).toBe(before);
      expect(compared.after.map(({ text }) => text).join("")).toBe(after);
    }
});
