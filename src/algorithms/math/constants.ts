/**
 * ln 2 in two parts; the upper has 32 significant bits, so that k·LN2_HIGH is exact for |k| < 2^21 (Cody & Waite
 * 1980).
 */
export const LN2_HIGH = 0.6931471803691238;
export const LN2_LOW = 1.9082149292705877e-10;
export const INVERSE_LN2 = 1.4426950408889634;
/** 1 / ln 2 − INVERSE_LN2 */
export const INVERSE_LN2_TAIL = 2.0355273740931033e-17;
