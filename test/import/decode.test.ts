import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { templateBytes } from "../../src/export/template.js";
import { decodeSource, readSource } from "../../src/import/decode.js";
import { ImportError } from "../../src/import/document.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "decode-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ""), "hex"));

/** `総務部\n○防災の推進` in the encodings of Windows, of older UNIX systems and of mail. */
const SAMPLE = "総務部\n○防災の推進";
const SHIFT_JIS = hex("918d96b195940a819b96688dd082cc90849069");
const EUC_JP = hex("c1edccb3c9f40aa1fbcbc9bad2a4cebfe4bfca");
const ISO_2022_JP = hex("1b2442416d4c3349741b28420a1b2442217b4b493a52244e3f643f4a1b2842");

function refusalOf(bytes: Uint8Array, name: string): string {
  try {
    decodeSource(bytes, name);
  } catch (error) {
    expect(error).toBeInstanceOf(ImportError);
    return (error as ImportError).message;
  }
  throw new Error(`${name} was read`);
}

describe("text", () => {
  it.each([
    ["UTF-8", utf8(SAMPLE), "utf-8"],
    ["UTF-8 with BOM", utf8(`\ufeff${SAMPLE}`), "utf-8"],
    ["Shift_JIS", SHIFT_JIS, "shift_jis"],
    ["EUC-JP", EUC_JP, "euc-jp"],
    ["ISO-2022-JP", ISO_2022_JP, "iso-2022-jp"],
    ["UTF-16 LE with BOM", Buffer.from(`\ufeff${SAMPLE}`, "utf16le"), "utf-16le"],
    ["UTF-16 BE with BOM", Buffer.from(`\ufeff${SAMPLE}`, "utf16le").swap16(), "utf-16be"],
  ])("is decoded from %s", (_, bytes, encoding) => {
    expect(decodeSource(bytes, "計画.txt")).toMatchObject({
      kind: "text",
      text: SAMPLE,
      encoding,
      name: "計画.txt",
    });
  });

  it("keeps what only the Windows form of Shift_JIS knows", () => {
    const bytes = hex(
      "8aeb8b408ac7979d959482cc8f64935f96da95578146874094f5927e82cc8ca992bc82b581608c5097fb8141eee08bb48145ed95",
    );
    expect(decodeSource(bytes, "a.txt")).toMatchObject({
      text: "危機管理部の重点目標：①備蓄の見直し～訓練、髙橋・﨑",
      encoding: "shift_jis",
    });
  });

  it("reads half-width kana and short kanji without kana in Shift_JIS", () => {
    expect(decodeSource(hex("bfb3d1ccde2c918d96b19594"), "a.csv")).toMatchObject({ text: "ｿｳﾑﾌﾞ,総務部" });
    expect(decodeSource(hex("95942c8be695aa0a918d96b195942c8e7b8df4"), "a.csv")).toMatchObject({
      text: "部,区分\n総務部,施策",
    });
    expect(decodeSource(hex("c9f42cb6e8caac0ac1edccb3c9f42cbbdcbaf6"), "a.csv")).toMatchObject({
      text: "部,区分\n総務部,施策",
      encoding: "euc-jp",
    });
  });

  it("ends every line with LF and drops the BOM", () => {
    expect(decodeSource(utf8("\ufeffあ\r\nい\rう\n"), "a.md")).toMatchObject({ text: "あ\nい\nう\n" });
  });

  it("is CSV by its extension, whatever its case", () => {
    expect(decodeSource(utf8("部,種別,本文"), "計画.CSV").kind).toBe("csv");
    expect(decodeSource(utf8("部\t種別\t本文"), "計画.tsv").kind).toBe("text");
  });

  it("carries the SHA-256 of the bytes on disk", () => {
    expect(decodeSource(utf8("\ufeffa\r\n"), "a.txt").sha256).toBe(
      "ea3948106c12d96eaf84d4bb8be214b194c3442acb99a3005251960b0ec2ba63",
    );
  });

  it.each([
    [
      "Latin text of another country",
      hex("53747261df652066fc722042fc726765723a20436166e92c206e61ef76652c20f6e4fc"),
    ],
    ["UTF-8 cut in the middle of a character", utf8("総務部").subarray(0, 8)],
    ["UTF-16 with half a character", hex("fffe42300a")],
    ["UTF-32", hex("fffe000041000000")],
    ["random bytes", hex("f1f2f3f4f5f6f7f8f9fafbfcfdfe8081828384")],
  ])("is refused where the encoding is unknown: %s", (_, bytes) => {
    expect(refusalOf(bytes, "計画.txt")).toMatch(/^計画\.txt: 文字コードを判別できません。.*UTF-8/);
  });

  it("is refused with NUL bytes in it", () => {
    expect(refusalOf(utf8("総務部\0施策"), "計画.txt")).toContain("文書ではないデータ");
    expect(refusalOf(Buffer.from("\ufeffa\0b", "utf16le"), "計画.txt")).toContain("計画.txt");
  });

  it("is refused where it is empty or blank", () => {
    expect(refusalOf(new Uint8Array(0), "空.txt")).toContain("空のファイルです");
    expect(refusalOf(utf8("\ufeff \n　\r\n"), "空.txt")).toContain("文字が書かれていません");
  });
});

describe("binary files", () => {
  const zip = (...names: string[]): Uint8Array => {
    const records = names.map((name) => {
      const record = Buffer.alloc(46 + name.length);
      record.writeUInt32LE(0x02014b50, 0);
      record.writeUInt16LE(name.length, 28);
      record.write(name, 46, "latin1");
      return record;
    });
    const directory = Buffer.concat(records);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(names.length, 10);
    end.writeUInt32LE(4, 16);
    return Buffer.concat([hex("504b0304"), directory, end]);
  };
  const ole2 = (text = ""): Uint8Array =>
    Buffer.concat([hex("d0cf11e0a1b11ae1"), Buffer.from(text, "utf16le")]);

  it.each([
    ["計画.pdf", utf8("%PDF-1.7\n%âãÏÓ"), "PDF は読めません"],
    ["計画.docx", zip("[Content_Types].xml", "word/document.xml"), "Word 文書は読めません"],
    ["計画.pptx", zip("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"],
    ["計画.ods", zip("mimetype", "content.xml"), "OpenDocument"],
    ["計画.zip", zip("keikaku.txt"), "ZIP ファイル"],
    ["壊れた.xlsx", hex("504b0304140000000800"), "壊れた Office ファイル"],
    ["計画.xls", ole2("Workbook"), "古い形式の Office"],
    ["計画.xlsx", ole2("EncryptedPackage"), "パスワード"],
    ["計画.png", hex("89504e470d0a1a0a"), "画像は読めません"],
    ["計画.jpg", hex("ffd8ffe000104a464946"), "画像は読めません"],
    ["計画.gz", hex("1f8b08000000"), "圧縮ファイル"],
    ["計画.rtf", utf8("{\\rtf1\\ansi"), "リッチテキスト"],
    ["計画.db", utf8("SQLite format 3\0"), "文書ではないデータ"],
  ])("%s is refused with what to do instead", (name, bytes, words) => {
    const message = refusalOf(bytes, name);
    expect(message).toContain(`${name}: `);
    expect(message).toContain(words);
    expect(message).toMatch(/ください。$/);
    expect(message).not.toContain("\n");
  });

  it("an XLSX is recognised by its content, not by its name", async () => {
    expect(decodeSource(await templateBytes(), "様式.txt").kind).toBe("xlsx");
  });
});

describe("files on disk", () => {
  const refusal = (path: string): string => {
    try {
      readSource(path);
    } catch (error) {
      expect(error).toBeInstanceOf(ImportError);
      return (error as ImportError).message;
    }
    throw new Error(`${path} was read`);
  };

  it("are read with their name", () => {
    const path = join(folder, "令和8年度.md");
    writeFileSync(path, "# 総務部\r\n");
    expect(readSource(path)).toMatchObject({ kind: "text", name: "令和8年度.md", text: "# 総務部\n" });
  });

  it("are refused where they are missing, a folder or no ordinary file", () => {
    mkdirSync(join(folder, "資料"));
    expect(refusal(join(folder, "ない.txt"))).toBe(
      "ない.txt: ファイルが見つかりません。場所と名前を確かめてください。",
    );
    expect(refusal(join(folder, "ない.txt", "下.txt"))).toContain("見つかりません");
    expect(refusal(join(folder, "資料"))).toContain("資料: フォルダーです");
    expect(refusal("/dev/zero")).toContain("通常のファイルではありません");
    expect(refusal(`${"長".repeat(300)}.txt`)).toContain("ENAMETOOLONG");
  });

  it.skipIf(process.getuid?.() === 0)(
    "are refused without permission (not shown to root, who may read anything)",
    () => {
      const path = join(folder, "秘.txt");
      writeFileSync(path, "a");
      chmodSync(path, 0o000);
      expect(refusal(path)).toContain("読む権限がありません");
    },
  );

  it("of 100 MB cost no memory", () => {
    const path = join(folder, "大.txt");
    closeSync(openSync(path, "w"));
    truncateSync(path, 100 * 1024 * 1024);
    const before = process.memoryUsage();
    expect(refusal(path)).toMatch(/^大\.txt: 20 MB を超える/);
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(1024 * 1024);
  });

  it("of exactly 20 MB are read, one byte more is not", () => {
    const path = join(folder, "境.txt");
    writeFileSync(path, Buffer.alloc(20 * 1024 * 1024, "a"));
    expect(readSource(path).kind).toBe("text");
    truncateSync(path, 20 * 1024 * 1024 + 1);
    expect(refusal(path)).toContain("20 MB");
  });
});
