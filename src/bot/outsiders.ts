import type { Incoming, Outsider } from "./platform.js";

/** How people see that a report is not one of the staff's: behind the name, wherever it is shown or handed over. */
const MARKS: Readonly<Record<Outsider, string>> = { guest: "（ゲスト）", elsewhere: "（他組織）" };

/** The same act, with its person's name marked where they are not of the staff. */
export function withOutsiderMarked(incoming: Incoming): Incoming {
  const { who } = incoming;
  if (who.outsider === undefined) return incoming;
  const mark = MARKS[who.outsider];
  const name = who.name ?? who.id;
  return name.endsWith(mark) ? incoming : { ...incoming, who: { ...who, name: `${name}${mark}` } };
}
