import type { Paper, PaperDepartment } from "../../../export/paper/paper-data.js";
import type { PaperPicture } from "../../../export/paper/paper-docx.js";
import type { Chart } from "../../chart/heat-map.js";
import { renderPng } from "../../chart/png.js";
import { type StatePart, stateBar } from "../../chart/state-bar.js";
import { toneOf } from "./standing-view.js";

/** The bar of one department: a paper and the answer to `/policy 進捗 危機管理部` show the same one. */
export function departmentBar({
  name,
  total,
  counts,
}: Pick<PaperDepartment, "name" | "total" | "counts">): Chart {
  const parts = counts.map(({ key, label, count }, index): StatePart => {
    return { label, tone: toneOf(key), count, weight: 1 - (index % 3) * 0.3 };
  });
  return stateBar({ title: `${name} 重点目標 ${total}件の状態`, parts });
}

/** A picture for each department of a paper. One that cannot be drawn is left out: its numbers stand in the table above. */
export async function paperPictures(paper: Paper): Promise<ReadonlyMap<string, PaperPicture>> {
  const pictures = new Map<string, PaperPicture>();
  for (const department of paper.departments) {
    const { svg, alt } = departmentBar(department);
    const size = /width="([\d.]+)" height="([\d.]+)"/.exec(svg);
    try {
      const png = await renderPng(svg);
      pictures.set(department.name, {
        png,
        alt,
        width: Number(size?.[1] ?? 640),
        height: Number(size?.[2] ?? 120),
      });
    } catch {
      // The renderer has no binary for this machine.
    }
  }
  return pictures;
}
