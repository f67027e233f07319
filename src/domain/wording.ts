/** Two wordings beside each other: which characters went, which came, which stayed. Pure. */

export interface WordingPart {
  readonly text: string;
  /** True for what the other wording does not have. */
  readonly differs: boolean;
}

export interface ComparedWording {
  readonly before: readonly WordingPart[];
  readonly after: readonly WordingPart[];
}

/** Beyond this the middle of two long texts counts as one change: comparing grows with the product of their lengths. */
const LONGEST = 1200;
/** One character alone that two changes share says nothing: it reads better as part of the change. */
const SHORTEST_SHARED = 2;

export function compareWording(before: string, after: string): ComparedWording {
  const old = [...before];
  const now = [...after];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  const room = Math.min(old.length, now.length) - head;
  while (tail < room && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  const middle = shared(old.slice(head, old.length - tail), now.slice(head, now.length - tail));
  const marks = (length: number, differing: readonly boolean[]): boolean[] => [
    ...new Array<boolean>(head).fill(false),
    ...differing,
    ...new Array<boolean>(length - head - differing.length).fill(false),
  ];
  return {
    before: parts(old, marks(old.length, middle.before)),
    after: parts(now, marks(now.length, middle.after)),
  };
}

/** Which characters of each side are not in their longest common subsequence. */
function shared(
  old: readonly string[],
  now: readonly string[],
): { readonly before: boolean[]; readonly after: boolean[] } {
  const before = new Array<boolean>(old.length).fill(true);
  const after = new Array<boolean>(now.length).fill(true);
  if (old.length === 0 || now.length === 0 || old.length * now.length > LONGEST * LONGEST)
    return { before, after };
  const width = now.length + 1;
  const longest = new Uint16Array((old.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] =
        old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  for (let i = 0, j = 0; i < old.length && j < now.length; ) {
    let run = 0;
    while (i + run < old.length && j + run < now.length && old[i + run] === now[j + run]) run += 1;
    if (run > 0) {
      if (run >= SHORTEST_SHARED) {
        before.fill(false, i, i + run);
        after.fill(false, j, j + run);
      }
      i += run;
      j += run;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return { before, after };
}

function parts(chars: readonly string[], differing: readonly boolean[]): WordingPart[] {
  const found: { text: string; differs: boolean }[] = [];
  for (const [index, char] of chars.entries()) {
    const differs = differing[index] === true;
    const last = found.at(-1);
    if (last?.differs === differs) last.text += char;
    else found.push({ text: char, differs });
  }
  return found;
}
