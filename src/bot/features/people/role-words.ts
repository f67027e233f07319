import type { Role } from "../../../store/people.js";

/** What an officer reads for a role, in the order in which they are listed. */
export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  coordinator: "庶務担当",
  manager: "課長・部長",
  staff: "職員",
  reader: "見るだけ",
  planning: "企画課",
};

/** 庶務担当、課長・部長. */
export const rolesInWords = (roles: readonly Role[]): string =>
  (Object.keys(ROLE_WORDS) as Role[])
    .filter((role) => roles.includes(role))
    .map((role) => ROLE_WORDS[role])
    .join("、");
