/** Version 2: why a digest came at another time than usual, so that its updates go on saying it. The old column never held anything. */
export const movedDigests = `
ALTER TABLE thread RENAME COLUMN shown_hash TO moved_because;
`;
