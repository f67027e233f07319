/**
 * 個人番号 (My Number): twelve digits of which the last is a check digit, after 行政手続における特定の個人を識別するための番号の
 * 利用等に関する法律の規定による通知カード及び個人番号カード並びに情報提供ネットワークシステムによる特定個人情報の提供等に関する省令 第5条.
 * With P(n) the n-th digit from the right of the first eleven, and Q(n) = n + 1 for n ≤ 6, n − 5 for n ≥ 7:
 * the check digit is 11 − (ΣP(n)·Q(n) mod 11), or 0 where that remainder is 0 or 1.
 */
export function isMyNumber(text: string): boolean {
  const digits = [...text.replace(/\D/g, "")].map(Number);
  if (digits.length !== 12 || digits.every((digit) => digit === digits[0])) return false;
  let sum = 0;
  for (let place = 1; place <= 11; place += 1) {
    sum += (digits[11 - place] ?? 0) * (place <= 6 ? place + 1 : place - 5);
  }
  const remainder = sum % 11;
  return digits[11] === (remainder <= 1 ? 0 : 11 - remainder);
}

/** Prefixes and lengths that issuers of cards use (ISO/IEC 7812). */
const CARDS = /^(?:4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|35\d{14}|6\d{15}|3[47]\d{13}|3[068]\d{12})$/;

/** A payment card's number, by its issuer and its check digit (Luhn). */
export function isCardNumber(digits: string): boolean {
  if (!CARDS.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - place));
    const weighed = place % 2 === 1 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}
