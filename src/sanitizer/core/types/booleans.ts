import { type BooleanFormat } from '../../../contracts/recipe.js';

const TRUE = ['true', 'yes', 'y', 't', 'on'];
const FALSE = ['false', 'no', 'n', 'f', 'off'];
const WORDS = new Set([...TRUE, ...FALSE]);

/** 0 and 1 are numbers, not words: a number serves every method as well. */
export const isBooleanWord = (text: string): boolean => WORDS.has(text.toLowerCase());

export const booleanWords = (): BooleanFormat => ({ true: TRUE, false: FALSE });
