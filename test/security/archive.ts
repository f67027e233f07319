import { deflateRawSync } from "node:zlib";

/** A part of an archive; `declared` is the inflated size that the directory claims. */
export interface Part {
  readonly name: string;
  readonly content: Buffer;
  readonly declared?: number;
}

/** A ZIP archive of deflated parts, under whatever names. */
export function archive(parts: readonly Part[]): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, declared = content.length } of parts) {
    const data = deflateRawSync(content);
    const title = Buffer.from(name);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(8, 8);
    header.writeUInt32LE(data.length, 18);
    header.writeUInt32LE(declared, 22);
    header.writeUInt16LE(title.length, 26);
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(8, 10);
    record.writeUInt32LE(data.length, 20);
    record.writeUInt32LE(declared, 24);
    record.writeUInt16LE(title.length, 28);
    record.writeUInt32LE(offset, 42);
    local.push(header, title, data);
    directory.push(record, title);
    offset += header.length + title.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, ...directory, end]);
}

const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const xml = (body: string): Buffer => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${body}`);

/** A workbook of one sheet with these rows of XML, besides whatever else. */
export function workbook(rows: string | Buffer, more: readonly Part[] = [], declared?: number): Buffer {
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
  const sheet =
    typeof rows === "string" ? xml(`<worksheet><sheetData>${rows}</sheetData></worksheet>`) : rows;
  return archive([
    { name: "[Content_Types].xml", content: xml("<Types/>") },
    {
      name: "_rels/.rels",
      content: xml(`<Relationships>${relation("rId1", "officeDocument", "xl/workbook.xml")}</Relationships>`),
    },
    {
      name: "xl/workbook.xml",
      content: xml(
        `<workbook xmlns:r="${RELATIONS}"><sheets><sheet name="計画" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ),
    },
    {
      name: "xl/_rels/workbook.xml.rels",
      content: xml(
        `<Relationships>${relation("rId1", "worksheet", "worksheets/sheet1.xml")}${relation("rId2", "externalLink", "externalLinks/externalLink1.xml")}</Relationships>`,
      ),
    },
    { name: "xl/worksheets/sheet1.xml", content: sheet, ...(declared === undefined ? {} : { declared }) },
    ...more,
  ]);
}

const cell = (ref: string, text: string): string => `<c r="${ref}" t="inlineStr"><is><t>${text}</t></is></c>`;

/** A row of 部, 種別, 本文. */
export const row = (at: number, texts: readonly string[]): string =>
  `<row r="${at}">${texts.map((text, column) => cell(`${"ABC"[column]}${at}`, text)).join("")}</row>`;
