/** When a person's platform was last asked for the name; null where it never was. */
export const names = `
ALTER TABLE person ADD COLUMN name_asked_at INTEGER;
`;
