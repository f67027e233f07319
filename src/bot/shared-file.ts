/** A document that somebody put into a conversation: named with the message, fetched only when they go on with it. */

export interface SharedFile {
  /** As the person named it; empty where the platform does not tell. */
  readonly name: string;
  /** In bytes, where the platform tells. */
  readonly size: number | null;
  /** What its adapter fetches it by; null where the platform does not hand it to programs. */
  readonly source: Readonly<Record<string, string>> | null;
}

/** Why a file cannot be had: taken away, too large, or not handed over because the program lacks a right. */
export class FileUnavailable extends Error {
  override readonly name = "FileUnavailable";
  constructor(
    readonly why: "gone" | "too-large" | "not-allowed" | "unreachable",
    detail: string,
  ) {
    super(detail);
  }
}

/**
 * Reads what comes, and stops where it becomes too much: what a sender says of a size need not be true.
 * @throws FileUnavailable
 */
export async function bytesOf(chunks: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const read: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > most) throw new FileUnavailable("too-large", `more than ${most} bytes`);
    read.push(chunk);
  }
  return Buffer.concat(read);
}
