import { DEFAULT_SCALE } from "../dist/domain/state.js";
import { planDigests } from "../dist/jobs/digest.js";
import { median, ms } from "./tools.mjs";

const NOW = Date.parse("2026-11-24T09:00:00+09:00");
const DAY = 86_400_000;

/**
 * Planning the weekly digests: for one ward beside a bare loop over the same goals, and how it grows to all 1,741
 * municipalities of the country.
 */
export async function planning({ quick }) {
  const rows = [];
  let one = 0;
  for (const municipalities of quick ? [1, 100] : [1, 100, 1741]) {
    const samples = [];
    const bare = [];
    let posts = 0;
    for (let round = 0; round < (municipalities === 1 ? 30 : 3); round += 1) {
      const inputs = makeInputs(municipalities);
      globalThis.gc?.();
      const before = process.memoryUsage().heapUsed;
      const begin = process.hrtime.bigint();
      posts = planDigests(inputs, NOW).length;
      samples.push({
        time: Number(process.hrtime.bigint() - begin) / 1e6,
        heap: (process.memoryUsage().heapUsed - before) / 2 ** 20,
      });
      if (municipalities > 1) continue;
      const start = process.hrtime.bigint();
      const texts = bareTexts(inputs, NOW).length;
      bare.push(Number(process.hrtime.bigint() - start) / 1e6);
      if (texts !== posts) throw new Error(`the bare loop made ${texts} texts beside ${posts} digests`);
    }
    const time = median(samples.map((sample) => sample.time));
    if (municipalities === 1) one = time;
    const [reference, words] =
      municipalities === 1
        ? [median(bare), "a bare loop over the same goals, a line of text each"]
        : [one * municipalities, `one ward × ${municipalities}`];
    rows.push({
      figure: `planning ${posts.toLocaleString("en")} digests, ${municipalities.toLocaleString("en")} × 21 departments, ${(municipalities * 307).toLocaleString("en")} goals`,
      ours: `${ms(time)}, ${median(samples.map((sample) => sample.heap)).toFixed(0)} MiB`,
      reference: `${ms(reference)} ${words}`,
      ratio: (time / reference).toFixed(2),
    });
  }
  return rows;
}

/** The least that such a digest could be: which goals are stale, as plain text; no blocks, buttons or keys. */
function bareTexts(inputs, at) {
  const texts = [];
  for (const { department, goals } of inputs) {
    const lines = [];
    for (const { number, text, lastNoteAt, cadenceDays } of goals)
      if (at - lastNoteAt > cadenceDays * DAY) lines.push(`${number} ${text}`);
    if (lines.length > 0) texts.push(`${department.name}\n${lines.join("\n")}`);
  }
  return texts;
}

/** 21 departments of 14 or 15 goals each; two thirds of the goals are stale. */
function makeInputs(municipalities) {
  const scale = DEFAULT_SCALE.map((level, ord) => ({ ...level, ord }));
  const inputs = [];
  for (let municipality = 0; municipality < municipalities; municipality += 1) {
    for (let number = 1; number <= 21; number += 1) {
      const id = municipality * 21 + number;
      const department = {
        id,
        planId: municipality,
        order: number,
        name: `第${number}部`,
        reading: null,
        aliases: [],
      };
      const goals = Array.from({ length: number <= 13 ? 15 : 14 }, (_, index) => ({
        id: id * 100 + index,
        planId: municipality,
        departmentId: id,
        sectionId: null,
        number: index + 1,
        text: "災害時における各種協定の実効性の確保",
        state: "on_track",
        level: null,
        percent: null,
        cadenceDays: 28,
        trackedFrom: NOW - 200 * DAY,
        lastNoteAt: index % 3 === 0 ? NOW - 3 * DAY : NOW - 40 * DAY,
        lastNoteText: "候補の3施設と協議",
        pauses: [],
      }));
      const binding = {
        id,
        platform: "slack",
        conversation: `C${id}`,
        name: department.name,
        destination: { channel: `C${id}` },
        purpose: "department",
        departmentId: id,
        schedule: null,
        sayAllDone: false,
        boundAt: 0,
        lostAt: null,
        lostReason: null,
      };
      inputs.push({ binding, department, goals, scale });
    }
  }
  return inputs;
}
