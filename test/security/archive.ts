import { archived, type Part } from "../kit/zipped.js";

const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const xml = (body: string): Buffer => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${body}`);

/** A workbook of one sheet with these rows of XML, besides whatever else. */
export function workbook(rows: string | Buffer, more: readonly Part[] = [], declared?: number): Uint8Array {
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
  const sheet =
    typeof rows === "string" ? xml(`<worksheet><sheetData>${rows}</sheetData></worksheet>`) : rows;
  return archived([
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
