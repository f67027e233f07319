import { type Incoming, OUTSIDER_MARKS } from "./platform.js";

/** The same act, with its person's name marked where they are not of the staff. */
export function withOutsiderMarked(incoming: Incoming): Incoming {
  const { who } = incoming;
  if (who.outsider === undefined) return incoming;
  const mark = OUTSIDER_MARKS[who.outsider];
  const name = who.name ?? who.id;
  return name.endsWith(mark) ? incoming : { ...incoming, who: { ...who, name: `${name}${mark}` } };
}
