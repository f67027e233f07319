import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type * as Library from "pdfjs-dist";

export type PdfLibrary = typeof Library;

/**
 * Loads pdf.js in the build for Node 20. It names three classes of browsers when it is loaded and uses them only to
 * paint; empty ones save the canvas package of 33 MB.
 */
export async function loadPdfLibrary(): Promise<{ readonly library: PdfLibrary; readonly folder: string }> {
  const folder = path.dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));
  const world = globalThis as Record<string, unknown>;
  for (const name of ["DOMMatrix", "Path2D", "ImageData"]) world[name] ??= class {};
  const library = (await import("pdfjs-dist/legacy/build/pdf.mjs")) as PdfLibrary;
  library.GlobalWorkerOptions.workerSrc = pathToFileURL(
    path.join(folder, "legacy", "build", "pdf.worker.mjs"),
  ).href;
  return { library, folder };
}
