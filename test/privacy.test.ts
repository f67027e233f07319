import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { isMyNumber } from "../src/domain/privacy/numbers.js";
import {
  DEFAULT_PATTERNS,
  DEFAULT_ROWS,
  PatternError,
  type PrivacyPattern,
  readPatterns,
} from "../src/domain/privacy/patterns.js";
import { explainFinding, findPersonalData } from "../src/domain/privacy/privacy.js";
import { fc, tries } from "./kit/dice.js";

/** All names, numbers and addresses in here are invented. */

const kinds = (text: string): string[] => [
  ...new Set(findPersonalData(text, DEFAULT_PATTERNS).map((finding) => finding.label)),
];

/** A number of eleven invented digits with the check digit that makes it a valid one. */
function withCheckDigit(eleven: string): string {
  for (let digit = 0; digit <= 9; digit += 1) {
    if (isMyNumber(`${eleven}${digit}`)) return `${eleven}${digit}`;
  }
  throw new Error("no check digit fits");
}
const VALID = withCheckDigit("24681357902");
const INVALID = `${VALID.slice(0, 11)}${(Number(VALID.at(11)) + 1) % 10}`;
const grouped = (joint: string): string => [VALID.slice(0, 4), VALID.slice(4, 8), VALID.slice(8)].join(joint);
const wide = (text: string): string =>
  text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));

describe("a telephone number is found", () => {
  test.each([
    "2 順調 090-1234-5678 へ連絡済み",
    "080-1234-5678",
    "070-1234-5678",
    "050-1234-5678",
    "09012345678",
    "連絡先は09012345678です",
    "TEL09012345678",
    "TEL090-1234-5678",
    "090 1234 5678",
    "090(1234)5678",
    "０９０－１２３４－５６７８",
    "０９０１２３４５６７８",
    "090ー1234ー5678",
    "090‐1234‐5678",
    "090−1234−5678",
    "090-12345678",
    "03-3999-1234",
    "(03)3999-1234",
    "（０３）３９９９－１２３４",
    "03(3999)1234",
    "03 3999 1234",
    "0339991234",
    "電話は0339991234まで",
    "045-123-4567",
    "0467-12-3456",
    "04992-1-2345",
    "電話3999-1234に確認",
    "TEL：3999-1234",
    "+81 90-1234-5678",
    "+819012345678",
    "+81-3-3999-1234",
    "＋８１ ９０ １２３４ ５６７８",
    "2 順調\n問合せ 090-1234-5678",
  ])("%s", (text) => {
    expect(kinds(text)).toEqual(["電話番号"]);
  });
});

describe("an e-mail address is found", () => {
  test.each([
    "taro.yamada@example.com",
    "連絡は yamada+bosai@mail.example.co.jp まで",
    "ｙａｍａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ",
    "yamada＠example.jpに送付",
    "<hanako_1@example.org>",
  ])("%s", (text) => {
    expect(kinds(text)).toEqual(["メールアドレス"]);
  });
});

describe("a My Number is found by its check digit", () => {
  test.each([
    VALID,
    `個人番号${VALID}`,
    `番号は${grouped(" ")}です`,
    grouped("-"),
    grouped("－"),
    wide(VALID),
    `2 順調 ${grouped("　")} を確認`,
  ])("%s", (text) => {
    expect(kinds(text)).toEqual(["マイナンバー"]);
  });

  test("and eleven other last digits are none", () => {
    const others = Array.from({ length: 10 }, (_, digit) => `${VALID.slice(0, 11)}${digit}`);
    expect(others.filter(isMyNumber)).toEqual([VALID]);
    // Worked by hand: 1·7+2·6+…; 123456789018 is the example that the arithmetic of the ordinance gives.
    expect(isMyNumber("123456789018")).toBe(true);
    expect(isMyNumber("111111111111")).toBe(false);
  });
});

describe("a citizen's name is found beside an address, a date of birth or such data", () => {
  test.each([
    "桜台町1丁目2番3号の山本様から要望",
    "山本花子様（桜台町3丁目4-5）",
    "山本 花子 様 昭和30年4月1日生",
    "佐々木さん（S30.4.1生）宅を訪問",
    "鈴木様 78歳 を支援",
    "本町の12番地 鈴木一郎さん",
    "梅里市中央1-2-3 タナカ様",
    "田中氏、生年月日を確認",
    "申請者：山本花子 桜台町2丁目3",
    "氏名 山本花子、昭和30年4月1日生まれ",
  ])("%s", (text) => {
    expect(kinds(text)).toContain("個人のお名前");
  });

  test("and a name beside a number is told with the number", () => {
    expect(kinds("山本様 090-1234-5678")).toEqual(["個人のお名前", "電話番号"]);
    expect(kinds("鈴木さん yamada@example.com")).toEqual(["個人のお名前", "メールアドレス"]);
  });

  test("yet not where they stand far apart", () => {
    expect(
      kinds(`山本様と協議。${"区内の施設整備の方針を確認した。".repeat(4)}桜台町1丁目2番3号の工事`),
    ).toEqual([]);
  });
});

/** Beside the published test set of test/privacy/harmless.ts: what needs a number that was computed, or is too short for it. */
describe("ordinary words of an office are no personal data", () => {
  test.each([
    "No.1プラン2028",
    "60%",
    "前年比 120.5％",
    INVALID,
    `${INVALID.slice(0, 4)} ${INVALID.slice(4, 8)} ${INVALID.slice(8)}`,
    `A-${VALID}`,
    `${VALID}円`,
    "各位",
  ])("%s", (text) => {
    expect(kinds(text)).toEqual([]);
  });
});

const SEEDS = new URL("../../shared/seeds/", import.meta.url);

describe.skipIf(!existsSync(SEEDS))(
  "published plans (skipped where the documents are not beside the checkout)",
  () => {
    test("hold no line that would be held back", () => {
      const files = readdirSync(SEEDS).filter((file) => file.endsWith(".txt"));
      expect(files.length).toBeGreaterThan(0);
      const held = files.flatMap((file) =>
        readFileSync(new URL(file, SEEDS), "utf8")
          .split("\n")
          .flatMap((line, index) => kinds(line).map((kind) => `${file}:${index + 1} ${kind}`)),
      );
      expect(held).toEqual([]);
    });
  },
);

test("a finding says kind and place, and nothing of what was written", () => {
  const text = "連絡は０９０－１２３４－５６７８（山本様）です";
  const findings = findPersonalData(text, DEFAULT_PATTERNS);
  expect(findings.map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([
    ["mobile-phone", "０９０－１２３４－５６７８"],
    ["named-person", "山本様"],
  ]);
  expect(JSON.stringify(findings)).not.toMatch(/1234|１２３４|山本/);
});

test("the author is told why, and how to say it instead, without a word of it", () => {
  const text = "山本様 090-1234-5678 090-1234-5679";
  const said = explainFinding(findPersonalData(text, DEFAULT_PATTERNS));
  expect(said).toBe(
    "個人のお名前・電話番号と思われる記載があったため、この返信は記録していません。" +
      "その部分を「区民の方1名」「担当課」のように書き換えて、もう一度返信してください。" +
      "元のメッセージは、お手数ですが編集または削除をお願いします。",
  );
  expect(explainFinding([])).toBe("");
});

describe("the list of patterns", () => {
  const row = (more: object): object => ({
    name: "card",
    label: "利用者カード番号",
    regex: "(?<!\\d)L\\d{8}(?!\\d)",
    ...more,
  });
  const problemsOf = (json: unknown): readonly string[] => {
    try {
      readPatterns(json);
      return [];
    } catch (error) {
      if (error instanceof PatternError) return error.problems;
      throw error;
    }
  };

  test("is configuration: a municipality adds its own", () => {
    const patterns = readPatterns([...DEFAULT_ROWS, row({ flags: "i" })]);
    expect(findPersonalData("カード l12345678 を確認", patterns).map((finding) => finding.label)).toEqual([
      "利用者カード番号",
    ]);
    expect(findPersonalData("カード ｌ１２３４５６７８", patterns)).toHaveLength(1);
  });

  test("leaves alone what is excepted: the office's own number and domain", () => {
    const rows = DEFAULT_ROWS.map((each) => ({ ...each, except: ["03-3999-1111", "@city.example.jp"] }));
    const patterns: readonly PrivacyPattern[] = readPatterns(rows);
    expect(findPersonalData("（０３）３９９９－１１１１", patterns)).toEqual([]);
    expect(findPersonalData("bosai@city.example.jp", patterns)).toEqual([]);
    expect(findPersonalData("連絡は bosai@mail.city.example.jp まで", patterns)).toEqual([]);
    expect(findPersonalData("bosai@city.example.jp.example.com", patterns)).toHaveLength(1);
    expect(findPersonalData("03-3999-1112", patterns)).toHaveLength(1);
    expect(findPersonalData("bosai@mail.example.jp", patterns)).toHaveLength(1);
  });

  test.each([
    ["no list", {}],
    ["a word for a list", "電話"],
    ["an unknown field", [row({ color: "red" })]],
    ["no label", [{ name: "card", regex: "a" }]],
    ["a bad name", [row({ name: "カード" })]],
    ["a name twice", [row({}), row({})]],
    ["a regex that does not compile", [row({ regex: "(" })]],
    ["a regex that matches nothing at all", [row({ regex: "a?" })]],
    ["a star", [row({ regex: "\\d*x" })]],
    ["a plus", [row({ regex: "\\d+" })]],
    ["an open count", [row({ regex: "\\d{3,}" })]],
    ["a repetition within a repetition", [row({ regex: "(?:a{1,9}){1,9}b" })]],
    ["a repeated choice", [row({ regex: "(?:a|a){1,40}b" })]],
    ["a back reference", [row({ regex: "(a)\\1" })]],
    ["a neighbour that does not exist", [row({ beside: ["nobody"] })]],
    ["an unknown check", [row({ check: "luhn" })]],
    ["a flag that changes the search", [row({ flags: "y" })]],
    ["a regex of a thousand characters", [row({ regex: "a".repeat(1000) })]],
  ])("is refused with %s, and a Japanese sentence says why", (_, json) => {
    const problems = problemsOf(json);
    expect(problems.length).toBeGreaterThan(0);
  });

  test("names every problem at once, by pattern", () => {
    const problems = problemsOf([row({ regex: "(" }), row({ name: "other", regex: "\\d+" })]);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toBe("card: regex が正規表現として読めません。");
    expect(problems[1]).toMatch(/^other: regex の繰り返しが多すぎ/);
  });
});

describe("any text", () => {
  const part = fc.oneof(
    fc.constantFrom(
      "090",
      "03",
      "-",
      "－",
      "ー",
      "(",
      "）",
      " ",
      "　",
      "@",
      "example",
      ".",
      "様",
      "さん",
      "山本",
      "丁目",
      "番地",
      "歳",
      "\n",
      "👍",
      "\ud800",
      "が",
    ),
    fc.string({ unit: "binary", maxLength: 4 }),
    fc.nat(99_999).map(String),
  );

  test("gives findings within it, in order, and never an exception", () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const text = parts.join("");
        let before = 0;
        for (const { start, end } of findPersonalData(text, DEFAULT_PATTERNS)) {
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          before = start;
        }
      }),
      { numRuns: tries(600) },
    );
  });

  test("a mobile number is found wherever it stands between blanks, in every width", () => {
    const number = fc
      .tuple(
        fc.constantFrom("070", "080", "090"),
        fc.nat(9999),
        fc.nat(9999),
        fc.constantFrom("-", "ー", " ", ""),
      )
      .map(([head, middle, tail, joint]) =>
        [head, String(middle).padStart(4, "0"), String(tail).padStart(4, "0")].join(joint),
      );
    fc.assert(
      fc.property(number, fc.constantFrom("2 順調 ", "連絡先 ", "", "本人 "), (digits, before) => {
        expect(kinds(`${before}${digits} です`)).toContain("電話番号");
        expect(kinds(`${before}${wide(digits)} です`)).toContain("電話番号");
      }),
    );
  });
});
