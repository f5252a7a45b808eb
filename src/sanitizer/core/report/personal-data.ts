import { type ColumnStatistics } from '../scan/column-statistics.js';

const EMAIL = /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i;
const PHONE = /^(\+|00)\d[\d\s().-]{7,16}\d$|^\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}$/;
const IBAN = /^[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?$/;
const SSN = /^\d{3}-\d{2}-\d{4}$/;
const IP = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/;
const CARD = /^(?:\d[ -]?){13,19}$/;

const KINDS: readonly (readonly [string, (text: string) => boolean])[] = [
  ['e-mail addresses', (text) => EMAIL.test(text)],
  ['telephone numbers', (text) => PHONE.test(text)],
  ['bank accounts (IBAN)', (text) => IBAN.test(text) && isIban(text)],
  ['social security numbers', (text) => SSN.test(text)],
  ['IP addresses', (text) => IP.test(text)],
  ['payment cards', (text) => CARD.test(text) && isLuhn(text)],
];
/** share of the distinct texts that must look alike for the column to hold personal data */
const SHARE = 0.5;
const LOOKED_AT = 500;

/** What kind of personal data the column seems to hold, by its first distinct texts; null if none. */
export function personalData({ decoder }: ColumnStatistics): string | null {
  const size = Math.min(LOOKED_AT, decoder.spellings.size);
  const texts = Array.from({ length: size }, (_, id) => decoder.spellings.text(id).trim());
  if (texts.length < 3) return null;
  const found = KINDS.find(([, test]) => texts.filter(test).length >= SHARE * texts.length);
  return found?.[0] ?? null;
}

/** ISO 7812 annex B. */
function isLuhn(text: string): boolean {
  const digits = [...text.replace(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, i) => {
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0 && new Set(digits).size > 1;
}

/** ISO 13616: the rearranged number is 1 modulo 97. */
function isIban(text: string): boolean {
  const compact = text.replaceAll(' ', '');
  const digits = [...(compact.slice(4) + compact.slice(0, 4))].map((char) => parseInt(char, 36)).join('');
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}
