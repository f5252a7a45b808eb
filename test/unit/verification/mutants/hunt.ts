import { describe, expect, it } from 'vitest';
import { check } from '../../../../src/verification/checker/check.js';
import { recordConformance } from '../conformance/record.js';
import { type Mutant, type Subject, train } from './mutant.js';

/** The correct training is certified; each fault is caught, or stands as equivalent with its reason. */
export function hunt(subject: Subject, mutants: readonly Mutant[]): void {
  describe(`${subject.modelType} by ${subject.algorithm}`, () => {
    const correct = train(subject);

    it('is certified without a fault', () => {
      const failed = check(correct).checks.filter(({ verdict }) => verdict !== 'PASS');
      expect(failed.map(({ id, verdict, value }) => `${id} ${verdict} ${value}`)).toEqual([]);
    });

    for (const { fault, seed, equivalent } of mutants) {
      it(fault, (context) => {
        const { algorithm } = subject;
        recordConformance(context, { algorithm, suite: 'mutants', name: fault, source: equivalent ?? null });
        expect(check(seed(subject, correct)).verdict).toBe(equivalent === undefined ? 'FAILED' : 'CERTIFIED');
      });
    }
  });
}
