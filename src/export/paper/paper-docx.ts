import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Header,
  HeadingLevel,
  ImageRun,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from "docx";
import { tokyoDate } from "../../domain/time.js";
import { type ZipPart, zipOf, zipParts } from "../zip-file.js";
import type { Paper, PaperDepartment, PaperGoal } from "./paper-data.js";

/** A4 in twentieths of a point. */
const A4 = { width: 11_906, height: 16_838 };
const MARGIN = 1134;
const WIDTH = A4.width - 2 * MARGIN;
const FONT = "游ゴシック";
const DRAFT = "【案】確認前の内容を含みます";

/** A picture for the head of a department's page; the size is in pixels at 96 to the inch. */
export interface PaperPicture {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly alt: string;
}

/**
 * 庁議・部長会議資料 as a Word document: A4, each department on a page of its own, exceptions first.
 * @param pictures by the department's name
 */
export async function paperDocx(
  paper: Paper,
  pictures: ReadonlyMap<string, PaperPicture> = new Map(),
): Promise<Uint8Array> {
  const document = new Document({
    title: paper.title,
    creator: "",
    styles: {
      default: {
        document: { run: { font: FONT, size: 21 } },
        heading1: { run: { font: FONT, size: 32, bold: true }, paragraph: { spacing: { after: 120 } } },
        heading2: {
          run: { font: FONT, size: 24, bold: true },
          paragraph: { spacing: { before: 240, after: 80 } },
        },
      },
    },
    sections: [
      {
        properties: {
          page: {
            size: A4,
            margin: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN, header: 567, footer: 567 },
          },
        },
        headers: { default: new Header({ children: [headerLine(paper)] }) },
        footers: { default: new Footer({ children: [pageNumbers()] }) },
        children: paper.departments.flatMap((department, index) =>
          departmentPage(department, index > 0, pictures.get(department.name)),
        ),
      },
    ],
  });
  return settled(new Uint8Array(await Packer.toBuffer(document)), paper.at);
}

/**
 * The same paper is the same file: the library writes the time of the machine, its own counter for pictures, and a name that nobody
 * has into it.
 */
function settled(docx: Uint8Array, at: number): Uint8Array {
  const day = `${tokyoDate(at)}T00:00:00Z`;
  let pictures = 0;
  const edit = ({ name, bytes }: ZipPart): ZipPart => {
    if (name !== "docProps/core.xml" && name !== "word/document.xml") return { name, bytes };
    const xml = Buffer.from(bytes)
      .toString("utf8")
      .replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/gu, `$1${day}`)
      .replace(/<cp:lastModifiedBy>[^<]*/u, "<cp:lastModifiedBy>")
      .replace(/(<(?:wp:docPr|pic:cNvPr) id=")\d+/gu, (_id, head: string) => {
        pictures += 1;
        return `${head}${pictures}`;
      });
    return { name, bytes: Buffer.from(xml, "utf8") };
  };
  return zipOf(zipParts(docx).map(edit));
}

function headerLine(paper: Paper): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.RIGHT,
    children: [
      ...(paper.isDraft ? [new TextRun({ text: `${DRAFT}　`, bold: true, size: 18 })] : []),
      new TextRun({ text: `${paper.title}　${paper.asOf}`, size: 18 }),
    ],
  });
}

function pageNumbers(): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [new TextRun({ children: [PageNumber.CURRENT, " / ", PageNumber.TOTAL_PAGES], size: 18 })],
  });
}

function departmentPage(
  department: PaperDepartment,
  breakBefore: boolean,
  picture: PaperPicture | undefined,
): (Paragraph | Table)[] {
  const { exceptions, others, unreported, unconfirmed, indicators, levels } = department;
  return [
    new Paragraph({
      heading: HeadingLevel.HEADING_1,
      pageBreakBefore: breakBefore,
      children: [new TextRun(department.name)],
    }),
    countsTable(department),
    ...(picture === undefined ? [] : [pictureLine(picture)]),
    ...(exceptions.length === 0 ? [] : [heading("ご確認いただきたい目標"), goalsTable(exceptions)]),
    ...(others.length === 0 ? [] : [heading("そのほかの目標"), goalsTable(others)]),
    ...(unreported.length === 0
      ? []
      : [
          heading(`まだ報告がない目標 ${unreported.length}件`),
          ...unreported.map(({ row }) => plain(`${row.number}　${row.text}`, 18)),
        ]),
    ...(indicators.length === 0 ? [] : [heading("指標"), ...indicators.map((line) => plain(line, 18))]),
    ...(levels.length === 0
      ? []
      : [heading("政策・施策・事業の指標"), ...levels.map((line) => plain(line, 18))]),
    ...(unconfirmed === 0
      ? []
      : [plain(`課長確認の済んでいない報告 ${unconfirmed}件は、本文を載せていません。`, 18)]),
  ];
}

function pictureLine({ png, width, height, alt }: PaperPicture): Paragraph {
  // As wide as the text at most: 642 pixels.
  const scale = Math.min(1, 642 / width);
  return new Paragraph({
    spacing: { before: 120 },
    children: [
      new ImageRun({
        type: "png",
        data: png,
        transformation: { width: Math.round(width * scale), height: Math.round(height * scale) },
        altText: { name: "状態の内訳", title: "状態の内訳", description: alt },
      }),
    ],
  });
}

const heading = (text: string): Paragraph =>
  new Paragraph({ heading: HeadingLevel.HEADING_2, keepNext: true, children: [new TextRun(text)] });

/** Every text is a run of its own: nothing that people wrote becomes a field or markup. */
const plain = (text: string, size = 21): Paragraph =>
  new Paragraph({
    children: text
      .split("\n")
      .map((line, index) => new TextRun({ text: line, size, break: index === 0 ? 0 : 1 })),
  });

function countsTable({ total, counts }: PaperDepartment): Table {
  const heads = ["重点目標", ...counts.map(({ label }) => label)];
  const values = [total, ...counts.map(({ count }) => count)];
  const width = Math.floor(WIDTH / heads.length);
  return table(
    heads.map(() => width),
    [
      heads.map((text) => cell(text, width, { bold: true, shaded: true })),
      values.map((value) => cell(`${value}件`, width)),
    ],
  );
}

const COLUMNS = [700, 3700, 1600, WIDTH - 6000] as const;

function goalsTable(goals: readonly PaperGoal[]): Table {
  const heads = ["番号", "重点目標", "状態", "直近の報告"];
  return table(
    [...COLUMNS],
    [
      heads.map((text, index) => cell(text, COLUMNS[index] ?? 0, { bold: true, shaded: true })),
      ...goals.map(({ row, words, exception }) => [
        cell(String(row.number), COLUMNS[0]),
        cell(row.text, COLUMNS[1]),
        cell(stateWords(row.stateLabel, row.percent, exception), COLUMNS[2]),
        cell(words === null ? "―" : `${words.text}（${words.on}）`, COLUMNS[3]),
      ]),
    ],
  );
}

function stateWords(label: string, percent: number | null, exception: string | null): string {
  const state = percent === null ? label : `${label} ${percent}％`;
  return exception === null || exception === label ? state : `${state}\n${exception}`;
}

function table(widths: readonly number[], rows: readonly (readonly TableCell[])[]): Table {
  const line = { style: BorderStyle.SINGLE, size: 4, color: "767680" };
  return new Table({
    width: { size: WIDTH, type: WidthType.DXA },
    columnWidths: [...widths],
    borders: {
      top: line,
      bottom: line,
      left: line,
      right: line,
      insideHorizontal: line,
      insideVertical: line,
    },
    rows: rows.map(
      (cells, index) => new TableRow({ children: [...cells], tableHeader: index === 0, cantSplit: true }),
    ),
  });
}

function cell(
  text: string,
  width: number,
  how: { readonly bold?: boolean; readonly shaded?: boolean } = {},
): TableCell {
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    margins: { top: 40, bottom: 40, left: 80, right: 80 },
    ...(how.shaded === true ? { shading: { fill: "F1F1F4" } } : {}),
    children: text
      .split("\n")
      .map(
        (part) =>
          new Paragraph({ children: [new TextRun({ text: part, bold: how.bold === true, size: 19 })] }),
      ),
  });
}
