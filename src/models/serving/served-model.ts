import type { ModelFile } from '../../contracts/model-file.js';
import type { Model } from '../model.entity.js';

export interface ScoredItem {
  readonly item_id: string;
  readonly score: number;
}

/** A model in memory, ready to answer. Each family answers what makes sense for it, and says so for the rest. */
export interface Recommender {
  readonly kind: 'recommendation';
  /** `known`: false where the user was not in the training data; then the popular items are the answer */
  recommend(userId: string, n: number, options: { includeSeen: boolean }): { items: ScoredItem[]; known: boolean };
  /** null where the item is unknown */
  similar(itemId: string, n: number): ScoredItem[] | null;
}

export type ServedModel = Recommender;

/** Turns a verified file into a served model; one per family, registered in loaders.ts. */
export type Loader = (file: ModelFile, model: Model) => ServedModel;
