import { SetMetadata } from '@nestjs/common';
import { perHandler } from '../../common/per-handler.js';

/** `key-creation`: per address. `requests`: per key. `none`: for health and documentation. */
export type LimitName = 'key-creation' | 'requests';

const LIMIT = Symbol('limit');

/** The one limit that counts this route; `requests` where nothing is said. */
export const Limit = (name: LimitName | 'none') => SetMetadata(LIMIT, name);

export const limitOf = perHandler<LimitName | 'none'>(LIMIT, 'requests');
