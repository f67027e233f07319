// What this browser remembers: who its person is, and how far they have read.

const PERSON = "policy-bot:person";
const seenKey = (/** @type {string} */ person) => `policy-bot:seen:${person}`;

/** @param {string} key */
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {unknown} value
 */
function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing works all the same; it only forgets.
  }
}

/** @returns {import("./types.d.ts").Person | null} */
export function readPerson() {
  const person = read(PERSON);
  return typeof person?.id === "string" && typeof person.name === "string" ? person : null;
}

/** @param {import("./types.d.ts").Person} person */
export const writePerson = (person) => write(PERSON, person);

const TRIED = "policy-bot:tried";
/**
 * The steps of the trial that were taken in this browser.
 * @returns {import("./types.d.ts").Tried[]}
 */
export const readTried = () => {
  const tried = read(TRIED);
  return Array.isArray(tried) ? tried : [];
};

/** @param {readonly import("./types.d.ts").Tried[]} steps */
export const addTried = (...steps) => write(TRIED, [...new Set([...readTried(), ...steps])]);

/**
 * Newest read message per conversation; null for someone who was never here.
 * @param {string} person
 * @returns {Record<string, string> | null}
 */
export const readSeen = (person) => read(seenKey(person));

/**
 * @param {string} person
 * @param {string} conversation
 * @param {string} id
 */
export function writeSeen(person, conversation, id) {
  const seen = readSeen(person) ?? {};
  if (id > (seen[conversation] ?? "")) write(seenKey(person), { ...seen, [conversation]: id });
}
