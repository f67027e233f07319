import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Header,
  HeadingLevel,
  ImageRun,
  LineRuleType,
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
import {
  CELL,
  COLUMN_WIDTHS,
  countsWords,
  goesOnWords,
  HEADING,
  leadingOf,
  leftOutWords,
  paperFit,
  reportWords,
  SHEET,
  stateWords,
  TITLE,
} from "./paper-fit.js";

/** A4 in twentieths of a point. */
const A4 = { width: 11_906, height: 16_838 };
const MARGIN = 850;
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
        heading1: { run: { font: FONT, size: 2 * TITLE.size, bold: true } },
        heading2: { run: { font: FONT, size: 2 * HEADING.size, bold: true } },
      },
    },
    sections: [
      {
        properties: {
          page: {
            size: A4,
            margin: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN, header: 454, footer: 340 },
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
  const { exceptions, others, unreported, indicators, levels } = department;
  const fit = paperFit(department, picture === undefined ? 0 : (printed(picture).height * 72) / 96);
  const { size } = fit;
  const plain = (text: string): Paragraph => line(text, { size });
  const headed = (title: string, parts: readonly (Paragraph | Table)[]): (Paragraph | Table)[] =>
    parts.length === 0 ? [] : [heading(title), ...parts];
  const goals = (list: readonly PaperGoal[]): Table[] => (list.length === 0 ? [] : [goalsTable(list, size)]);
  const tooLong = goesOnWords(fit);
  const leftOut = leftOutWords(department);
  return [
    new Paragraph({
      heading: HeadingLevel.HEADING_1,
      pageBreakBefore: breakBefore,
      spacing: { ...exactly(TITLE.height), before: 0, after: 20 * TITLE.after },
      children: [new TextRun(department.name)],
    }),
    ...(tooLong === null ? [] : [plain(tooLong)]),
    picture === undefined ? plain(countsWords(department)) : pictureLine(picture),
    ...headed("ご確認いただきたい目標", goals(exceptions)),
    ...headed("そのほかの目標", goals(others)),
    ...headed(
      `まだ報告がない目標 ${unreported.length}件`,
      unreported.map(({ row }) => plain(`${row.number}　${row.text}`)),
    ),
    ...headed("指標", indicators.map(plain)),
    ...headed("政策・施策・事業の指標", levels.map(plain)),
    ...(leftOut === null ? [] : [line(leftOut, { size, before: 4 })]),
  ];
}

/** A line of a fixed height in points, whatever font it is set in. */
const exactly = (points: number) => ({ line: 20 * points, lineRule: LineRuleType.EXACT });

/** Four fifths of the picture: its words are as large as those of the table then. In pixels at 96 to the inch. */
const printed = ({ width, height }: PaperPicture) => ({
  width: Math.round(width * 0.8),
  height: Math.round(height * 0.8),
});

function pictureLine(picture: PaperPicture): Paragraph {
  return new Paragraph({
    spacing: { before: 60, after: 0 },
    children: [
      new ImageRun({
        type: "png",
        data: picture.png,
        transformation: printed(picture),
        altText: { name: "状態の内訳", title: "状態の内訳", description: picture.alt },
      }),
    ],
  });
}

const heading = (text: string): Paragraph =>
  new Paragraph({
    heading: HeadingLevel.HEADING_2,
    keepNext: true,
    spacing: { ...exactly(HEADING.height), before: 20 * HEADING.before, after: 20 * HEADING.after },
    children: [new TextRun(text)],
  });

interface Set {
  /** In points. */
  readonly size: number;
  readonly before?: number;
  readonly bold?: boolean;
}

/** Every text is a run of its own: nothing that people wrote becomes a field or markup. */
const line = (text: string, { size, before = 0, bold = false }: Set): Paragraph =>
  new Paragraph({
    spacing: { ...exactly(leadingOf(size)), before: 20 * before, after: 0 },
    children: text
      .split("\n")
      .map((part, index) => new TextRun({ text: part, size: 2 * size, bold, break: index === 0 ? 0 : 1 })),
  });

const HEADS = ["番号", "重点目標", "状態", "直近の報告"] as const;

function goalsTable(goals: readonly PaperGoal[], size: number): Table {
  return table([
    HEADS.map((text, at) => cell(text, at, { size, bold: true })),
    ...goals.map((goal) =>
      [String(goal.row.number), goal.row.text, stateWords(goal), reportWords(goal)].map((text, at) =>
        cell(text, at, { size }),
      ),
    ),
  ]);
}

function table(rows: readonly (readonly TableCell[])[]): Table {
  const rule = { style: BorderStyle.SINGLE, size: 4, color: "767680" };
  return new Table({
    width: { size: 20 * SHEET.width, type: WidthType.DXA },
    columnWidths: COLUMN_WIDTHS.map((width) => 20 * width),
    borders: {
      top: rule,
      bottom: rule,
      left: rule,
      right: rule,
      insideHorizontal: rule,
      insideVertical: rule,
    },
    rows: rows.map(
      (cells, index) => new TableRow({ children: [...cells], tableHeader: index === 0, cantSplit: true }),
    ),
  });
}

/** @param how a bold cell is a heading, on its own ground */
function cell(text: string, column: number, how: Set): TableCell {
  const [edge, side] = [20 * CELL.edge, 20 * CELL.side];
  return new TableCell({
    width: { size: 20 * (COLUMN_WIDTHS[column] ?? 0), type: WidthType.DXA },
    margins: { top: edge, bottom: edge, left: side, right: side },
    ...(how.bold === true ? { shading: { fill: "F1F1F4" } } : {}),
    children: text.split("\n").map((part) => line(part, how)),
  });
}
