/**
 * 子家総 for 子ども・家庭・総合・支援・センター, 選管 for 選挙・管理・委員会・事務局: the beginnings of at least two of its
 * words, the first among them. The kind of office may follow, but does not count as one of the two.
 * @param asked the characters that were typed
 * @param isKind true for a word that says only the kind of office
 */
export function isAbbreviation(
  asked: readonly string[],
  words: readonly string[],
  isKind: (word: string) => boolean,
): boolean {
  const [first = ""] = words;
  if (asked.length < 2) return false;
  const begins = (at: number, word: string): number[] => {
    const ends: number[] = [];
    for (let end = at + 1; end <= asked.length && word.startsWith(asked.slice(at, end).join("")); end += 1) {
      ends.push(end);
    }
    return ends;
  };
  const rest = (at: number, next: number, taken: number): boolean => {
    if (at === asked.length) return taken >= 2;
    return words.some((word, index) => {
      if (index < next) return false;
      const counts = isKind(word) ? 0 : 1;
      return begins(at, word).some((end) => rest(end, index + 1, taken + counts));
    });
  };
  return begins(0, first).some((end) => rest(end, 1, 1));
}
