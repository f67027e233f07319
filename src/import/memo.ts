const KEPT = 4000;

/**
 * Remembers the last results of a pure function of a text. The reader asks several times whether one line is
 * a label or a name; the answer is worked out once.
 */
export function remember<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined || known.has(text)) return before as T;
    const value = read(text);
    if (text.length > 200) return value;
    if (known.size >= KEPT) known.clear();
    known.set(text, value);
    return value;
  };
}
