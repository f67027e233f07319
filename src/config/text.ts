import { z } from "zod";

/** A value of the environment: outer blanks do not count, and a blank one is not set. */
export const text = z.preprocess(
  (value) => (typeof value === "string" && value.trim() === "" ? undefined : value),
  z.string().trim().optional(),
);

export const isFilled = (value: string | undefined): boolean => value !== undefined && value.trim() !== "";
