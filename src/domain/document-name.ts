/** Larger documents are refused unread: the longest published plans are below a megabyte of text. */
export const MAX_DOCUMENT_BYTES = 20 * 1024 * 1024;

/**
 * Names that a plan may come under. Those that cannot be read are among them, because the reader says what to do instead;
 * pictures and films are talk.
 */
const DOCUMENTS = new Set(
  "docx docm doc rtf odt jtd jtdc pdf xlsx xlsm xls ods html htm mht mhtml csv tsv txt md markdown".split(
    " ",
  ),
);

/** The end of a file's name, in small letters and without the dot; empty where it has none. */
export function extensionOf(name: string): string {
  return /\.([0-9a-z]{1,10})$/u.exec(name.normalize("NFKC").trim().toLowerCase())?.[1] ?? "";
}

/** True where a file may be a plan, by its name. */
export const isDocumentName = (name: string): boolean => DOCUMENTS.has(extensionOf(name));
