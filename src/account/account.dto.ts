import { KeyView } from '../keys/keys.dto.js';

export class UsageView {
  /** @example 1 */
  tasks_queued: number;
  /** @example 2 */
  tasks_running: number;
  /**
   * uploads, models and what else tasks made
   * @example 1048576
   */
  stored_bytes: number;
}

export class LimitsView {
  /**
   * of this key
   * @example 600
   */
  requests_per_minute: number;
  /**
   * of the account
   * @example 1000
   */
  tasks_queued: number;
  /**
   * of the account
   * @example 21474836480
   */
  stored_bytes: number;
  /**
   * of one file
   * @example 536870912
   */
  upload_bytes: number;
}

export class CallerView extends KeyView {
  /** what the account uses now */
  usage: UsageView;
  /** what it may use */
  limits: LimitsView;
}
