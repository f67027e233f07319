/** What was found in a text as it is searched; places are those of the canonical text. */
export interface Sight {
  readonly kind: string;
  /** Japanese, for the author. */
  readonly label: string;
  readonly start: number;
  readonly end: number;
  /** False for what is harmless alone and only makes a name count: an address, an age. */
  readonly alone: boolean;
}

export const PHONE = "電話番号";
export const NAME = "個人のお名前";
