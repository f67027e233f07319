import path from "node:path";
import { pathToFileURL } from "node:url";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { readDocument as Read } from "../../../src/import/read/read-document.js";
import type { readInWorker as ReadInWorker } from "../../../src/import/read/read-in-worker.js";
import { pdfOf, shown } from "../../kit/pdf-of.js";
import { zipped } from "../../kit/zipped.js";
import { outlined } from "./outlined.js";

/** The compiled program: only there the thread has a file. */
async function compiled<Module>(file: string): Promise<Module> {
  const dist = path.join(import.meta.dirname, "..", "..", "..", "dist", "import", "read", file);
  return (await import(pathToFileURL(dist).href)) as Module;
}

const { readDocument } = await compiled<{ readDocument: typeof Read }>("read-document.js");
const { readInWorker } = await compiled<{ readInWorker: typeof ReadInWorker }>("read-in-worker.js");

const LIMITS = { deadline: 60_000, heap: 256, growth: 1_200 };

/** A page whose content inflates to this many megabytes of operators. */
function inflating(megabytes: number): Uint8Array {
  const packed = deflateSync(Buffer.alloc(megabytes * 1024 * 1024, "q Q "), { level: 1 });
  const plain = pdfOf(["PLACE"]);
  const text = Buffer.from(plain).toString("latin1");
  const content = `<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n${packed.toString("latin1")}\nendstream`;
  return Uint8Array.from(
    Buffer.from(
      text.replace("<< /Length 5 >>\nstream\nPLACE\nendstream", () => content),
      "latin1",
    ),
  );
}

describe("the thread of the readers", () => {
  it("reads what is not plain text, and refuses with the same sentences", async () => {
    expect(outlined(await readDocument(pdfOf([shown(50, 700, "総務部")]), "a.pdf"))).toEqual(["総務部"]);
    await expect(
      readDocument(zipped({ "[Content_Types].xml": "<a/>", "word/document.xml": "<b>" }), "a.docx"),
    ).rejects.toThrow("a.docx: 中の構造が壊れて");
  });

  it("leaves this thread free to answer meanwhile", async () => {
    let answers = 0;
    const pulse = setInterval(() => {
      answers += 1;
    }, 1);
    await readDocument(
      pdfOf(Array.from({ length: 60 }, (_none, at) => shown(50, 700, `総務部${at}`))),
      "a.pdf",
    );
    clearInterval(pulse);
    expect(answers).toBeGreaterThan(10);
  });

  it("refuses a Word document of a million runs, and goes on answering meanwhile", async () => {
    const runs = `<w:r><w:t>甲</w:t></w:r>`.repeat(1_000);
    // Numbers between the paragraphs keep it from looking like filler.
    const body = Array.from(
      { length: 1_000 },
      (_none, at) => `<w:p><w:r><w:t>${at}</w:t></w:r>${runs}</w:p>`,
    );
    const file = zipped({
      "[Content_Types].xml": "<a/>",
      "word/document.xml": `<w:document><w:body>${body.join("")}</w:body></w:document>`,
    });
    let answers = 0;
    const pulse = setInterval(() => {
      answers += 1;
    }, 1);
    await expect(readDocument(file, "a.docx")).rejects.toThrow("大きすぎる");
    clearInterval(pulse);
    expect(answers).toBeGreaterThan(10);
  });

  it("is ended at its deadline", async () => {
    await expect(readInWorker(inflating(100), "a.pdf", { ...LIMITS, deadline: 300 })).rejects.toThrow(
      "時間がかかりすぎる",
    );
  });

  it("is ended where the file inflates beyond its memory", async () => {
    await expect(readInWorker(inflating(200), "a.pdf", { ...LIMITS, growth: 100 })).rejects.toThrow(
      "大きすぎる",
    );
  });

  it("takes one file after the other", async () => {
    const files = ["一", "二", "三"].map((text) => readDocument(pdfOf([shown(50, 700, text)]), "a.pdf"));
    expect((await Promise.all(files)).map(outlined)).toEqual([["一"], ["二"], ["三"]]);
  });
});
